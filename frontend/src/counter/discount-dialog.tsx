import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { limitsQuery } from "../staff/limits.ts";
import { StaffDialog } from "../staff/staff-dialog.tsx";
import { Button } from "../ui/button.tsx";
import { Decimal, decimalsOf, isSome } from "../ui/decimal.ts";
import { Field } from "../ui/field.tsx";
import { useFormats } from "../ui/formats.ts";
import { BigMoney } from "../ui/money.tsx";
import { useShop } from "../ui/shop.tsx";
import { isTooFine } from "../ui/too-fine.ts";
import { useWords } from "../words/index.tsx";
import { readDiscount } from "./discount.ts";
import type { Quote } from "./queries.ts";
import { totalOf } from "./ticket/sums.tsx";
import { type Discount, lineOf, setDiscount, type Ticket } from "./ticket/ticket.ts";
import { troubleOfDiscounts, useQuote } from "./ticket/use-quote.ts";
import "./pick.css";

const SHARES = ["5%", "10%"];

/** Take something off the line touched last, or off the whole ticket; the shop says at once what it comes to. */
export function DiscountDialog({
  ticket,
  quote,
  onGive,
  onClose,
}: {
  ticket: Ticket;
  quote: Quote | undefined;
  /** `sweetId` null is the whole ticket. */
  onGive: (sweetId: number | null, discount: Discount | null) => void;
  onClose: () => void;
}) {
  const { counter: words, problems } = useWords();
  const { money } = useFormats();
  const { currency } = useShop();
  const id = useId();
  const line = lineOf(ticket, ticket.touched);
  const [sweetId, setSweetId] = useState<number | null>(null);
  const present = sweetId === null ? ticket.discount : (line?.discount ?? null);
  const [text, setText] = useState(() => textOf(ticket.discount));
  const [reason, setReason] = useState(ticket.discount?.reason ?? "");
  const [isAsked, setAsked] = useState(false);
  const limits = useQuery(limitsQuery);
  const places = decimalsOf(totalOf(ticket, quote));
  const read = readDiscount(text, places);
  const wanted = read === null ? null : { ...read, reason: reason.trim() || words.discount };
  const tried = useQuote(setDiscount(ticket, sweetId, wanted));
  const trouble = read === null ? undefined : troubleOfDiscounts(tried.quote);
  const wrong = wrongWords();
  const off = tried.quote === undefined || trouble !== undefined ? "0" : tried.quote.discount_total;
  const noReason = isAsked && reason.trim() === "" ? words.reasonMissing : undefined;

  function wrongWords(): string | null {
    if (trouble?.code === "discount_over_limit" && limits.data !== undefined) {
      return words.overLimit(new Decimal(limits.data.max_discount_percent).toFixed());
    }
    if (trouble !== undefined) return problems[trouble.code] ?? trouble.detail;
    if (isTooFine(text, places)) return words.tooManyDecimals(currency, places);
    return isAsked && read === null ? words.discountHint : null;
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (read === null || trouble !== undefined || reason.trim() === "") return;
    onGive(sweetId, { ...read, reason: reason.trim() });
  }

  function choose(next: number | null) {
    const there = next === null ? ticket.discount : (line?.discount ?? null);
    setSweetId(next);
    setText(textOf(there));
    setReason(there?.reason ?? "");
  }

  return (
    <StaffDialog title={words.discount} className="pick" onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <div className="pick-body">
          <fieldset className="seg">
            <legend className="visually-hidden">{words.discountOn}</legend>
            {line !== undefined && (
              <button type="button" aria-pressed={sweetId !== null} onClick={() => choose(line.sweet.id)}>
                {line.sweet.name}
              </button>
            )}
            <button type="button" aria-pressed={sweetId === null} onClick={() => choose(null)}>
              {words.wholeTicket(money(totalOf(ticket, quote)))}
            </button>
          </fieldset>
          <div className="two-up">
            <span className="big-in">
              <input
                data-autofocus
                value={text}
                onChange={(event) => setText(event.target.value)}
                aria-label={words.discountLabel}
                aria-invalid={wrong !== null || undefined}
                aria-describedby={`${id}-wrong`}
                placeholder={words.discountExample}
                autoComplete="off"
              />
            </span>
            <p className="comes" aria-live="polite">
              <span>{words.takesOff}</span>
              <BigMoney amount={off} />
            </p>
          </div>
          <p className="wrong" id={`${id}-wrong`} role="alert">
            {wrong}
          </p>
          <ul className="quick">
            {SHARES.map((share) => (
              <li key={share}>
                <button type="button" aria-pressed={text === share} onClick={() => setText(share)}>
                  {share}
                </button>
              </li>
            ))}
          </ul>
          <Field
            label={words.discountReason}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            list={`${id}-reasons`}
            maxLength={200}
            autoComplete="off"
            error={noReason}
          />
          <datalist id={`${id}-reasons`}>
            {words.discountReasons.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </datalist>
        </div>
        <footer>
          {present !== null && (
            <Button look="line" onClick={() => onGive(sweetId, null)}>
              {words.noDiscount}
            </Button>
          )}
          <Button type="submit" className="finish push" shortcut="Enter">
            {isSome(off) ? words.giveOff(money(off)) : words.giveDiscount}
          </Button>
        </footer>
      </form>
    </StaffDialog>
  );
}

function textOf(discount: Discount | null): string {
  if (discount === null) return "";
  return discount.percent == null ? String(discount.amount ?? "") : `${discount.percent}%`;
}
