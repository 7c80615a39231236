import { Link } from "react-router";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";
import type { PurchaseOrder } from "./queries.ts";
import { isDone } from "./receipt.ts";

/** What came of an order, delivery by delivery, and the lines that nothing came of. */
export function Deliveries({ order }: { order: PurchaseOrder }) {
  const { buying, returns } = useWords();
  const { quantity, money, date } = useFormats();
  const line = new Map(order.lines.map((one) => [one.line_no, one]));
  const missing = order.lines.filter((line) => !isDone(line));
  return (
    <>
      {order.receipts.map((receipt) => (
        <section className="sheet delivery" key={receipt.id} aria-label={buying.deliveryOn(date(receipt.received_at))}>
          <header>
            <h2>{buying.deliveryOn(date(receipt.received_at))}</h2>
            {receipt.supplier_reference !== null && <span className="soft">{receipt.supplier_reference}</span>}
            {receipt.note !== null && <span className="soft">{receipt.note}</span>}
            <Link
              className="small"
              to={officeAddresses.newReturn({ supplier_id: order.supplier.id, purchase_order_id: order.id })}
            >
              {returns.sendBack}
            </Link>
          </header>
          <table className="table links">
            <caption className="visually-hidden">{buying.deliveries}</caption>
            <thead>
              <tr>
                <th scope="col">{buying.lot}</th>
                <th scope="col" className="n">
                  {buying.quantity}
                </th>
                <th scope="col" className="n off-phone">
                  {buying.cost}
                </th>
                <th scope="col" className="n">
                  {buying.bestBefore}
                </th>
              </tr>
            </thead>
            <tbody>
              {receipt.lots.map((lot) => {
                const ordered = line.get(lot.line_no);
                return (
                  <tr key={lot.lot_id}>
                    <th scope="row">
                      <Link className="row" to={officeAddresses.lot(lot.lot_id)} dir="auto">
                        {ordered?.name}
                      </Link>
                      <span className="sub">{buying.lotNumber(lot.lot_id)}</span>
                    </th>
                    <td className="n">
                      {ordered && quantity(lot.quantity, ordered.unit)}
                      {lot.packs !== null && <span className="sub">{buying.orderedPacks(lot.packs)}</span>}
                    </td>
                    <td className="n off-phone">{money(lot.unit_cost)}</td>
                    <td className="n">{lot.best_before !== null && date(lot.best_before)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </section>
      ))}
      {(order.status === "cancelled" || order.status === "closed") && missing.length > 0 && (
        <ul className="sheet cancelled-lines" aria-label={buying.neverCame}>
          {missing.map(({ line_no, name, outstanding, pack_size, unit }) => (
            <li key={line_no}>
              <span dir="auto">{name}</span>
              <span className="soft">
                {quantity(outstanding, unit)} {buying.inPacks(quantity(pack_size, unit))}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
