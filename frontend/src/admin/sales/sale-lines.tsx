import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Sale, Schemas } from "../../api/types.ts";
import { useUser } from "../../api/use-session.ts";
import { Decimal, isSome } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";
import { saleLotsQuery } from "./queries.ts";
import "../list/table.css";

type SoldLine = Sale["lines"][number];
type SaleLot = Schemas["SaleLot"];

/** The lines of a sale, each with the lots it came from, and the sums. */
export function SaleLines({ sale }: { sale: Sale }) {
  const { officeSales: words } = useWords();
  const { money } = useFormats();
  const { data: lots } = useQuery(saleLotsQuery(sale.id));
  const hasDiscount = new Decimal(sale.discount_total).gt("0");
  return (
    <section className="sheet" aria-label={words.lines}>
      <table className="table">
        <caption className="visually-hidden">{words.lines}</caption>
        <thead>
          <tr>
            <th scope="col">{words.lines}</th>
            <th scope="col" className="n">
              {words.quantity}
            </th>
            <th scope="col" className="n off-phone">
              {words.unitPrice}
            </th>
            {hasDiscount && (
              <th scope="col" className="n off-phone">
                {words.discount}
              </th>
            )}
            <th scope="col" className="n">
              {words.net}
            </th>
          </tr>
        </thead>
        <tbody>
          {sale.lines.map((line) => (
            <Line
              key={line.line_no}
              line={line}
              lots={lots?.items.filter(({ line_no }) => line_no === line.line_no)}
              hasDiscount={hasDiscount}
            />
          ))}
        </tbody>
      </table>
      <dl className="sale-sums">
        <Sum label={words.subtotal} amount={sale.subtotal} />
        {hasDiscount && (
          <div>
            <dt>{words.discount}</dt>
            <dd>{`−${money(sale.discount_total)}`}</dd>
          </div>
        )}
        {isSome(sale.tax_total) && (
          <Sum label={sale.tax_mode === "inclusive" ? words.taxIn : words.taxOnTop} amount={sale.tax_total} />
        )}
        <div className="total">
          <dt>{words.total}</dt>
          <dd>{money(sale.total)}</dd>
        </div>
        {!new Decimal(sale.rounding).eq("0") && (
          <>
            <Sum label={words.rounding} amount={sale.rounding} />
            <Sum label={words.amountDue} amount={sale.amount_due} />
          </>
        )}
      </dl>
    </section>
  );
}

function Sum({ label, amount }: { label: string; amount: string }) {
  const { money } = useFormats();
  return (
    <div>
      <dt>{label}</dt>
      <dd>{money(amount)}</dd>
    </div>
  );
}

function Line({
  line,
  lots,
  hasDiscount,
}: {
  line: SoldLine;
  /** Undefined while they load. */
  lots: readonly SaleLot[] | undefined;
  hasDiscount: boolean;
}) {
  const { officeSales: words, units } = useWords();
  const { money, quantity } = useFormats();
  const { unit } = line;
  return (
    <tr>
      <th scope="row">
        <Link to={officeAddresses.sweet(line.sweet_id)} dir="auto">
          {line.name}
        </Link>
        {lots === undefined && (
          <span className="sub">
            <Skeleton width="8rem" height="1.5rem" />
          </span>
        )}
        {lots?.map((lot) => (
          <LotLine key={lot.lot_id} lot={lot} unit={unit} />
        ))}
      </th>
      <td className="n">
        {quantity(line.quantity, unit)}
        {new Decimal(line.refunded).gt("0") && (
          <span className="sub warn">{words.returned(quantity(line.refunded, unit))}</span>
        )}
      </td>
      <td className="n off-phone">
        {money(line.unit_price)} <span className="soft">{units.per[unit]}</span>
      </td>
      {hasDiscount && (
        <td className="n off-phone">
          {isSome(line.discount) && `−${money(line.discount)}`}
          {line.discount_reason !== null && (
            <span className="sub" dir="auto">
              {line.discount_reason}
            </span>
          )}
        </td>
      )}
      <td className="n">
        {money(line.net)}
        {isSome(line.money_refunded) && (
          <span className="sub warn">{words.moneyReturned(money(line.money_refunded))}</span>
        )}
      </td>
    </tr>
  );
}

function LotLine({ lot, unit }: { lot: SaleLot; unit: SoldLine["unit"] }) {
  const { officeSales: words } = useWords();
  const { quantity, money, date } = useFormats();
  const isAdmin = useUser()?.role === "admin";
  const said = [
    quantity(lot.quantity, unit),
    lot.best_before !== null && words.bestBefore(date(lot.best_before)),
    lot.supplier !== null && words.from(lot.supplier.name),
    isAdmin && lot.unit_cost !== null && words.cost(money(lot.unit_cost)),
    new Decimal(lot.returned).gt("0") && words.back(quantity(lot.returned, unit)),
  ];
  return (
    <span className="sub">
      <Link to={officeAddresses.lot(lot.lot_id)}>{words.lot(String(lot.lot_id))}</Link>,{" "}
      {said.filter(Boolean).join(", ")}
    </span>
  );
}
