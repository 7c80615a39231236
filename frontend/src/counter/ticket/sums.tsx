import { decimalsOf, isSome, lineTotal, sum } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { BigMoney } from "../../ui/money.tsx";
import { useWords } from "../../words/index.tsx";
import { isLong } from "../long.ts";
import type { Quote } from "../queries.ts";
import type { Ticket } from "./ticket.ts";

const UNITS = ["kg", "g", "piece", "box"] as const;

/** Subtotal, discount and tax, which end on one edge. */
export function Sums({ quote }: { quote: Quote | undefined }) {
  const words = useWords().counter;
  const { money } = useFormats();
  if (quote === undefined) return null;
  return (
    <dl className="sums">
      <div>
        <dt>{words.subtotal}</dt>
        <dd>{money(quote.subtotal)}</dd>
      </div>
      {isSome(quote.discount_total) && (
        <div>
          <dt>{words.discount}</dt>
          <dd className="cut">{`−${money(quote.discount_total)}`}</dd>
        </div>
      )}
      {isSome(quote.tax_total) && (
        <div className="soft">
          <dt>{words.tax[quote.tax_mode]}</dt>
          <dd>{money(quote.tax_total)}</dd>
        </div>
      )}
    </dl>
  );
}

/** What there is to pay. Until the shop has said it, the sum of the lines as they were last known. */
export function Total({ ticket, quote, isCurrent }: { ticket: Ticket; quote: Quote | undefined; isCurrent: boolean }) {
  const words = useWords().counter;
  const { quantity } = useFormats();
  const total = totalOf(ticket, quote);
  const counts = UNITS.flatMap((unit) => {
    const lines = ticket.lines.filter(({ sweet }) => sweet.unit === unit);
    return lines.length === 0 ? [] : [quantity(sum(lines.map((line) => line.quantity)).toFixed(), unit)];
  });
  return (
    <div
      className={isLong(total) ? "total long" : "total"}
      role="status"
      aria-busy={!isCurrent && ticket.lines.length > 0}
    >
      <span>
        {words.toPay}
        <small>
          {words.lineCount(ticket.lines.length)}
          <br />
          {counts.join(", ")}
        </small>
      </span>
      <BigMoney amount={total} />
    </div>
  );
}

export function totalOf(ticket: Ticket, quote: Quote | undefined): string {
  if (quote !== undefined) return quote.total;
  return sum(ticket.lines.map(({ sweet, quantity }) => lineTotal(sweet.price, quantity))).toFixed(
    decimalsOf(ticket.lines[0]?.sweet.price ?? ""),
  );
}
