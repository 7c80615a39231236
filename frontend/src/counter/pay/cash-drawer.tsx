import { useEffect, useId, useRef } from "react";
import { Decimal, decimalsOf } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { BigMoney } from "../../ui/money.tsx";
import { useShop } from "../../ui/shop.tsx";
import { useWords } from "../../words/index.tsx";
import { isLong } from "../long.ts";
import { likelySums } from "./cash.ts";
import { Pieces } from "./pieces.tsx";

/** What was given in cash, and the change as the notes and coins to hand over. */
export function CashDrawer({
  total,
  rounding,
  given,
  amount,
  wrong,
  onGiven,
}: {
  total: string;
  /** What of the total is the rounding to coins. */
  rounding: string;
  given: string;
  /** What was given, if that can be read. */
  amount: string | null;
  wrong: string | null;
  onGiven: (text: string) => void;
}) {
  const words = useWords().counter;
  const { money, price } = useFormats();
  const { currency } = useShop();
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const change = amount === null ? "0" : new Decimal(amount).minus(total).toFixed(decimalsOf(total));
  const hasChange = new Decimal(change).gt("0");
  const sums = likelySums(total, currency);

  useEffect(() => field.current?.focus(), []);

  function choose(sum: string) {
    onGiven(sum);
    field.current?.focus();
  }

  return (
    <>
      <div className="pay-sums">
        <div className={isLong(total) ? "due long" : "due"}>
          <span>
            {words.toPay}
            {!new Decimal(rounding).eq("0") && <small className="soft">{words.roundingIn(money(rounding))}</small>}
          </span>
          <BigMoney amount={total} />
        </div>
        <div className="given">
          <label htmlFor={id}>{words.given}</label>
          <span className="big-in">
            <input
              ref={field}
              id={id}
              data-autofocus
              inputMode="decimal"
              autoComplete="off"
              enterKeyHint="done"
              value={given}
              onChange={(event) => onGiven(event.target.value)}
              placeholder={total}
              aria-invalid={wrong !== null || undefined}
              aria-describedby={`${id}-change`}
            />
          </span>
          {wrong !== null && (
            <p className="wrong" role="alert">
              {wrong}
            </p>
          )}
        </div>
        <ul className="quick" aria-label={words.quickNotes}>
          <li>
            <button type="button" aria-pressed={given.trim() === ""} onClick={() => choose("")}>
              <b>{words.exact}</b>
            </button>
          </li>
          {sums.map((sum) => (
            <li key={sum}>
              <button type="button" aria-pressed={sum === amount} onClick={() => choose(new Decimal(sum).toFixed())}>
                {price(sum)}
              </button>
            </li>
          ))}
        </ul>
      </div>
      <div
        className={["change", !hasChange && "quiet", isLong(change) && "long"].filter(Boolean).join(" ")}
        id={`${id}-change`}
        aria-live="polite"
      >
        {hasChange ? (
          <>
            <span>{words.change}</span>
            <BigMoney amount={change} />
            <Pieces change={change} />
          </>
        ) : (
          <>
            <span>{words.noChange}</span>
            <p className="soft">{words.givenHint}</p>
          </>
        )}
      </div>
    </>
  );
}
