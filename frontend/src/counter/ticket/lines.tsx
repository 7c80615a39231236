import { useEffect, useRef } from "react";
import { Button } from "../../ui/button.tsx";
import { isSome, lineTotal } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import type { Quote } from "../queries.ts";
import type { Ticket, TicketLine } from "./ticket.ts";
import { type QuoteLine, quotedLine, type Trouble, troubleOfLine } from "./use-quote.ts";
import "./lines.css";

interface Actions {
  onWeigh: (line: TicketLine) => void;
  onRemove: (line: TicketLine) => void;
  onTake: (line: TicketLine, quantity: string) => void;
}

/** The lines of the ticket. A line that cannot be sold says why, and offers what can. */
export function Lines({ ticket, quote, ...actions }: { ticket: Ticket; quote: Quote | undefined } & Actions) {
  const words = useWords().counter;
  const region = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed line is brought into sight.
  useEffect(() => {
    region.current?.querySelector(".touched")?.scrollIntoView({ block: "nearest" });
  }, [ticket.touched, ticket.lines]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
    <section ref={region} className="lines" aria-label={words.lines} tabIndex={0}>
      {ticket.lines.length === 0 ? (
        <div className="empty-ticket">
          <p>{words.emptyTicket}</p>
          <p className="soft">{words.emptyTicketHint}</p>
        </div>
      ) : (
        <table>
          <caption className="visually-hidden">{words.lines}</caption>
          <thead>
            <tr>
              <th scope="col">{words.sweet}</th>
              <th scope="col" className="n">
                {words.quantity}
              </th>
              <th scope="col" className="n">
                {words.amount}
              </th>
              <th scope="col">
                <span className="visually-hidden">{words.remove}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {ticket.lines.map((line) => (
              <Line
                key={line.sweet.id}
                line={line}
                quoted={quotedLine(quote, line)}
                trouble={troubleOfLine(quote, line)}
                isTouched={line.sweet.id === ticket.touched}
                {...actions}
              />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Line({
  line,
  quoted,
  trouble,
  isTouched,
  onWeigh,
  onRemove,
  onTake,
}: { line: TicketLine; quoted: QuoteLine | undefined; trouble: Trouble | undefined; isTouched: boolean } & Actions) {
  const words = useWords().counter;
  const { money, quantity: written } = useFormats();
  const { sweet, discount } = line;
  const quantity = written(line.quantity, sweet.unit);
  const price = quoted?.unit_price ?? sweet.price;
  const amounts = quoted?.quantity !== undefined && sameQuantity(quoted, line) ? quoted.amounts : null;
  const className = trouble !== undefined ? "short" : isTouched ? "touched" : undefined;
  return (
    <>
      <tr className={className}>
        <th scope="row">
          <span className="name">{sweet.name}</span>
          <span className="sub">
            {money(price)} {words.per[sweet.unit]}
            {discount !== null && (
              <>
                {" · "}
                <span className="cut">
                  {discount.percent == null
                    ? words.offAmount(money(String(discount.amount)))
                    : words.off(String(discount.percent))}
                </span>
              </>
            )}
          </span>
        </th>
        <td className="n">
          <button
            type="button"
            className="qty"
            aria-label={words.quantityOf(sweet.name, quantity)}
            onClick={() => onWeigh(line)}
          >
            {quantity}
          </button>
        </td>
        <td className="n amt">
          {money(amounts?.net ?? lineTotal(price, line.quantity))}
          {amounts != null && isSome(amounts.discount) && (
            <span className="sub cut">{`−${money(amounts.discount)}`}</span>
          )}
        </td>
        <td>
          <button type="button" className="rm" aria-label={words.removeLine(sweet.name)} onClick={() => onRemove(line)}>
            <StaffIcon name="x" />
          </button>
        </td>
      </tr>
      {trouble !== undefined && (
        <tr className="fix">
          <td colSpan={4}>
            <div role="alert">
              <Reason line={line} quoted={quoted} trouble={trouble} />
              {quoted?.largest_quantity != null && Number(quoted.largest_quantity) > 0 && (
                <Button look="line" onClick={() => onTake(line, quoted.largest_quantity as string)}>
                  {words.take(written(quoted.largest_quantity, sweet.unit))}
                </Button>
              )}
              <Button look="line" className="plain" onClick={() => onRemove(line)}>
                {words.remove}
              </Button>
            </div>
          </td>
        </tr>
      )}
    </>
  );
}

function Reason({ line, quoted, trouble }: { line: TicketLine; quoted: QuoteLine | undefined; trouble: Trouble }) {
  const { counter: words, problems } = useWords();
  const { quantity } = useFormats();
  const { name, unit } = line.sweet;
  const left = quoted?.available ?? "0";
  if (trouble.code !== "insufficient_stock") return <p>{problems[trouble.code] ?? trouble.detail}</p>;
  return (
    <p>
      <b>{Number(left) > 0 ? words.onlyLeft(quantity(left, unit), name) : words.noneLeft(name)}</b>
    </p>
  );
}

function sameQuantity(quoted: QuoteLine, line: TicketLine): boolean {
  return lineTotal("1", quoted.quantity, 3) === lineTotal("1", line.quantity, 3);
}
