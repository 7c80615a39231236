import { useQuery } from "@tanstack/react-query";
import { useFormats } from "../../ui/formats.ts";
import { useShop } from "../../ui/shop.tsx";
import { useWords } from "../../words/index.tsx";
import { LineHeads } from "./line-heads.tsx";
import { type PurchaseOrder, supplierQuery } from "./queries.ts";
import "./order-paper.css";

type Lot = PurchaseOrder["receipts"][number]["lots"][number];

/** An order on paper, or as a PDF to send to the supplier. Only the printer sees it. */
export function OrderPaper({ order }: { order: PurchaseOrder }) {
  const { buying } = useWords();
  const { money, date, quantity } = useFormats();
  const shop = useShop();
  const saidOf = ({ line_no, quantity: came, packs }: Lot, lines: PurchaseOrder["lines"]) => {
    const line = lines.find((one) => one.line_no === line_no);
    const counted = packs === null ? "" : ` (${buying.orderedPacks(packs)})`;
    return line === undefined ? "" : `${line.name} ${quantity(came, line.unit)}${counted}`;
  };
  const { data: supplier } = useQuery(supplierQuery(order.supplier.id));
  return (
    <article className="order-paper" aria-label={buying.orderOf(order.number)}>
      <header>
        <div>
          <b>{shop.name}</b>
          <p>{shop.address}</p>
        </div>
        <div>
          <b>{order.supplier.name}</b>
          {[supplier?.contact_name, supplier?.address, supplier?.phone, supplier?.email].map(
            (line) => line && <p key={line}>{line}</p>,
          )}
        </div>
      </header>
      <h1>{buying.orderOf(order.number)}</h1>
      <p>
        {buying.orderedOn} {date(order.ordered_at ?? order.created_at)}
        {order.expected_on !== null && `, ${buying.expected} ${date(order.expected_on)}`}
      </p>
      {order.supplier_reference !== null && (
        <p>
          {buying.theirNumber}: {order.supplier_reference}
        </p>
      )}
      {order.note !== null && <p>{order.note}</p>}
      <table>
        <thead>
          <tr>
            <LineHeads />
          </tr>
        </thead>
        <tbody>
          {order.lines.map((line) => (
            <tr key={line.line_no}>
              <td>
                {line.name} <span className="soft">{line.sku}</span>
              </td>
              <td className="n">{line.packs}</td>
              <td className="n">{quantity(line.pack_size, line.unit)}</td>
              <td className="n">{money(line.pack_cost)}</td>
              <td className="n">{money(line.line_cost)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={4}>
              {buying.together}
            </th>
            <td className="n">
              <b>{money(order.total_cost)}</b>
            </td>
          </tr>
        </tfoot>
      </table>
      {order.receipts.map((receipt) => (
        <p key={receipt.id}>
          {[buying.deliveryOn(date(receipt.received_at)), receipt.supplier_reference].filter(Boolean).join(", ")}:{" "}
          {receipt.lots.map((lot) => saidOf(lot, order.lines)).join("; ")}
        </p>
      ))}
    </article>
  );
}
