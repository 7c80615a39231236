import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { isLong } from "../../counter/long.ts";
import { Decimal, decimalsOf, isSome } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { BigMoney } from "../../ui/money.tsx";
import { useShop } from "../../ui/shop.tsx";
import { useWords } from "../../words/index.tsx";
import { likelySums } from "./cash.ts";
import { PartButton } from "./part-button.tsx";
import { Pieces } from "./pieces.tsx";
import type { Paying } from "./use-paying.ts";

/** What was given in cash, and the change as the notes and coins to hand over. */
export function CashPanel({ state, above }: { state: Paying; above: ReactNode }) {
  const words = useWords().counter;
  const { money, price } = useFormats();
  const { currency } = useShop();
  const { due, amount, entry, wrong, type } = state;
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const change = amount === null ? "0" : new Decimal(amount).minus(due).toFixed(decimalsOf(due));
  const hasChange = new Decimal(change).gt("0");
  const rounding = new Decimal(due).minus(state.rest).toFixed(decimalsOf(due));
  const sums = isSome(due) ? likelySums(due, currency) : [];

  // Before the next key, which may come as soon as the field is seen.
  useLayoutEffect(() => field.current?.focus(), []);

  function choose(sum: string) {
    type({ amount: sum });
    field.current?.focus();
  }

  return (
    <>
      <div className="pay-sums">
        {above}
        <div className={isLong(due) ? "due long" : "due"}>
          <span>
            {words.toPay}
            {isSome(rounding) && <small className="soft">{words.roundingIn(money(rounding))}</small>}
          </span>
          <BigMoney amount={due} />
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
              value={entry.amount}
              onChange={(event) => type({ amount: event.target.value })}
              placeholder={due}
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
            <button type="button" aria-pressed={entry.amount.trim() === ""} onClick={() => choose("")}>
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
        <PartButton state={state} />
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
