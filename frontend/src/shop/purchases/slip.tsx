import type { Schemas } from "../../api/types.ts";
import { Decimal } from "../../ui/decimal.ts";
import { Drawing } from "../../ui/drawing.tsx";
import { useFormats } from "../../ui/formats.ts";
import { useShop } from "../../ui/shop.tsx";
import { useWords } from "../../words/index.tsx";
import { InkStamp } from "./ink-stamp.tsx";

export type Sale = Schemas["SaleRead"];

/** The paper slip of a sale, which is also what is printed. */
export function Slip({ sale }: { sale: Sale }) {
  const { purchases: words } = useWords();
  const formats = useFormats();
  const { name, address } = useShop();
  const isVoided = sale.status === "voided";
  // Over the counter it was paid and taken at once.
  const isSold = sale.seller_id !== null || sale.collected_at !== null;
  return (
    <section className="paper" aria-label={words.slip}>
      <span className="torn" aria-hidden="true" />
      <div className="sheet">
        <div className="from">
          <Drawing name="lotus" />
          <b dir="auto">{name}</b>
          {address !== "" && (
            <span className="street" dir="auto">
              {address}
            </span>
          )}
          <span>
            {formats.weekday(sale.created_at)}, {formats.date(sale.created_at)}, {formats.time(sale.created_at)}
          </span>
        </div>
        <p className="no">
          <span>{words.number}</span>
          <b>{sale.number}</b>
          {!isSold && <span>{words.sayIt}</span>}
        </p>
        <InkStamp
          above={isVoided ? words.stampVoid : isSold ? words.stampSold : words.stampTaken}
          below={isDue(sale) ? words.stampPay : ""}
          tone={isVoided ? "bad" : "ok"}
        />
        <table>
          <thead>
            <tr>
              <th scope="col">{words.sweet}</th>
              <th scope="col" className="n">
                {sale.currency}
              </th>
            </tr>
          </thead>
          <tbody>
            {sale.lines.map((line) => (
              <tr key={line.line_no}>
                <th scope="row">
                  <span dir="auto">{line.name}</span>
                  <small>{words.at(formats.quantity(line.quantity, line.unit), formats.price(line.unit_price))}</small>
                </th>
                <td className="n">{formats.bare(line.line_total)}</td>
              </tr>
            ))}
          </tbody>
          <Totals sale={sale} />
        </table>
        <p className="thanks">{isVoided ? words.voided : words.enjoy}</p>
        {isVoided || isSold || <HeldUntil sale={sale} />}
      </div>
      <span className="torn below" aria-hidden="true" />
    </section>
  );
}

/** Whether something of a sale is still to be paid. */
export function isDue({ due }: Pick<Sale, "due">): boolean {
  return !new Decimal(due).eq("0");
}

/** Say until when an order waits for its buyer. */
export function HeldUntil({ sale }: { sale: Sale }) {
  const { purchases: words } = useWords();
  const until = useUntil(sale);
  return until === null ? null : <p className="thanks">{words.held(until)}</p>;
}

/** Return the day and the time until which an order is held. */
export function useUntil({ held_until }: Pick<Sale, "held_until">): string | null {
  const formats = useFormats();
  if (held_until === null) return null;
  return `${formats.weekday(held_until)}, ${formats.date(held_until)}, ${formats.time(held_until)}`;
}

function Totals({ sale }: { sale: Sale }) {
  const { purchases: words, basket } = useWords();
  const formats = useFormats();
  const isSaid = (amount: string) => !new Decimal(amount).eq("0");
  const paid = new Decimal(sale.amount_due).minus(sale.due).toFixed();
  const rows: [string, string, boolean][] = [
    [
      words.subtotal,
      sale.subtotal,
      isSaid(sale.discount_total) || isSaid(sale.rounding) || (isSaid(sale.tax_total) && sale.tax_mode === "exclusive"),
    ],
    [words.discount, `-${sale.discount_total}`, isSaid(sale.discount_total)],
    [words.taxOn, sale.tax_total, isSaid(sale.tax_total) && sale.tax_mode === "exclusive"],
    [basket.rounding, sale.rounding, isSaid(sale.rounding)],
  ];
  const below: [string, string, boolean][] = [
    [words.taxIn, sale.tax_total, isSaid(sale.tax_total) && sale.tax_mode === "inclusive"],
    [words.refunded, sale.refunded_total, isSaid(sale.refunded_total)],
    [words.paid, paid, isSaid(paid) && isSaid(sale.due)],
    [words.toPay, sale.due, isSaid(paid) && isSaid(sale.due)],
  ];
  const row = ([label, amount, isShown]: [string, string, boolean]) =>
    isShown && (
      <tr key={label} className="soft">
        <th scope="row">{label}</th>
        <td className="n">{formats.bare(amount)}</td>
      </tr>
    );
  return (
    <tfoot>
      {rows.map(row)}
      <tr className="total">
        <th scope="row">{isSaid(sale.due) && !isSaid(paid) ? words.toPay : basket.total}</th>
        <td className="n">{formats.money(sale.amount_due)}</td>
      </tr>
      {below.map(row)}
    </tfoot>
  );
}
