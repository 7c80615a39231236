import { type ReactNode, useDeferredValue, useId, useLayoutEffect, useRef } from "react";
import { isLong } from "../../counter/long.ts";
import { Decimal, isSome } from "../../ui/decimal.ts";
import { Field } from "../../ui/field.tsx";
import { useFormats } from "../../ui/formats.ts";
import { BigMoney } from "../../ui/money.tsx";
import { useWords } from "../../words/index.tsx";
import { tenderName } from "../sales/tender.ts";
import { leftOnAccount } from "./account.ts";
import { PartButton } from "./part-button.tsx";
import type { Paying } from "./use-paying.ts";

/** What is paid by card, by UPI, on account or as only this shop takes it: all that is left, or a part of it. */
export function OtherPanel({
  state,
  above,
  code,
}: {
  state: Paying;
  above: ReactNode;
  code: (amount: string) => ReactNode;
}) {
  const { counter, pay: words } = useWords();
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const { due, entry, wrong, type, amount } = state;
  const { tender } = entry;
  const name = tenderName(counter.tenders, tender);
  const asked = useDeferredValue(state.isPart && amount !== null ? amount : due);

  // Before the next key, which may come as soon as the field is seen.
  useLayoutEffect(() => field.current?.focus(), []);

  return (
    <>
      <div className="pay-sums">
        {above}
        <div className={isLong(due) ? "due long" : "due"}>
          <span>{words.due[tender as "card"] ?? words.dueOther(name)}</span>
          <BigMoney amount={due} />
        </div>
        <div className="given">
          <label htmlFor={id}>{words.amount}</label>
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
              aria-describedby={`${id}-hint`}
            />
          </span>
          {wrong === null ? (
            <p className="soft" id={`${id}-hint`}>
              {words.amountHint}
            </p>
          ) : (
            <p className="wrong" role="alert">
              {wrong}
            </p>
          )}
        </div>
        <PartButton state={state} />
        {tender !== "account" && (
          <Field
            label={tender === "card" ? words.slip : tender === "upi" ? words.upiReference : words.reference}
            maxLength={64}
            autoComplete="off"
            data-letters
            value={entry.reference}
            onChange={({ target }) => type({ reference: target.value })}
          />
        )}
      </div>
      <Beside tender={tender} state={state} code={isSome(asked) ? code(asked) : null} />
    </>
  );
}

function Beside({ tender, state, code }: { tender: string; state: Paying; code: ReactNode }) {
  const { counter, pay: words } = useWords();
  if (tender === "account") return <AccountNow state={state} />;
  if (tender === "upi" && code !== null) return code;
  const steps = tender === "card" ? counter.cardSteps : tender === "upi" ? counter.upiSteps : [words.otherSteps];
  return (
    <ol className="steps">
      {steps.map((step, index) => (
        <li key={step}>
          <b>{index + 1}</b> {step}
        </li>
      ))}
    </ol>
  );
}

/** What the customer owes or has paid in advance, and what they may still take. */
function AccountNow({ state: { customer } }: { state: Paying }) {
  const words = useWords().pay;
  const { money } = useFormats();
  if (customer === undefined) return <div className="steps" aria-busy="true" />;
  const { balance = "0", credit_limit } = customer;
  const owes = new Decimal(balance);
  const left = leftOnAccount(customer);
  return (
    <div className="steps account-now">
      <h3 dir="auto">{words.account(customer.name)}</h3>
      <dl>
        <div>
          <dt>{owes.lt("0") ? words.deposit : words.owes}</dt>
          <dd>{money(owes.abs().toFixed())}</dd>
        </div>
        {credit_limit != null && (
          <div>
            <dt>{words.limit}</dt>
            <dd>{money(credit_limit)}</dd>
          </div>
        )}
        <div className="may-take">
          <dt>{words.left}</dt>
          <dd>{money(left.startsWith("-") ? "0" : left)}</dd>
        </div>
      </dl>
      {!new Decimal(left).gt("0") && credit_limit == null && <p className="soft">{words.noAccount}</p>}
    </div>
  );
}
