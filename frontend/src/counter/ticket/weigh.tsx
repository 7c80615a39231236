import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { isBarcode } from "../../staff/scanner.ts";
import { Button } from "../../ui/button.tsx";
import { lineTotal } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { Key } from "../../ui/key.tsx";
import { BigMoney } from "../../ui/money.tsx";
import {
  firstQuantity,
  oddRest,
  type ReadQuantity,
  readAmount,
  readQuantity,
  usualQuantities,
} from "../../ui/quantity.ts";
import { SweetPicture } from "../../ui/sweet-picture.tsx";
import { useWords } from "../../words/index.tsx";
import type { TicketSweet } from "./ticket.ts";
import "./weigh.css";

/** What is being weighed or counted: more of a sweet, or another quantity for its line. */
export interface Weighing {
  sweet: TicketSweet & { available: string | null };
  kind: "add" | "set";
  /** What stands in the field at first, marked so that the first digit replaces it. */
  text?: string;
}

/** How much of a sweet: stands over the sums, always in the same place. */
export function Weigh({
  weighing,
  onDone,
  onCode,
  onClose,
}: {
  weighing: Weighing;
  onDone: (quantity: string, isAllLeft: boolean) => void;
  onCode: (code: string) => void;
  onClose: () => void;
}) {
  const { counter: words, ui } = useWords();
  const { money, amount, quantity: written } = useFormats();
  const { sweet, kind } = weighing;
  const rest = oddRest(sweet, sweet.available);
  const [text, setText] = useState(weighing.text ?? firstQuantity(sweet, rest));
  const [isAsked, setAsked] = useState(weighing.text !== undefined);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const isRest = rest !== null && readAmount(text, sweet.unit) === rest;
  const read = isRest ? { quantity: rest } : readQuantity(text, sweet);
  const total = read.quantity === undefined ? null : lineTotal(sweet.price, read.quantity);
  const wrong = isAsked ? wordsOf(read) : null;

  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  function wordsOf({ problem }: ReadQuantity): string | null {
    if (problem === undefined) return null;
    const { not_a_number, off_step, too_little } = words.wrongQuantity;
    if (problem === "not_a_number") return not_a_number(words.quantityExamples[sweet.unit]);
    if (problem === "off_step") return off_step(amount(sweet.quantity_step, sweet.unit));
    return too_little(amount(sweet.min_quantity, sweet.unit));
  }

  /** Enter adds what was chosen. */
  function choose(quantity: string) {
    setText(quantity);
    field.current?.focus();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    // A scanner that is slower than most is told by what it typed.
    if (isBarcode(text.trim())) return onCode(text.trim());
    setAsked(true);
    if (read.quantity !== undefined) onDone(read.quantity, isRest);
    else field.current?.select();
  }

  function press(event: KeyboardEvent) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    onClose();
  }

  return (
    <form className="weigh" onSubmit={submit} onKeyDown={press} noValidate>
      <div className="weigh-head">
        <SweetPicture sweet={sweet} />
        <p>
          <b>{sweet.name}</b>
          <span className="sub">
            {[
              `${money(sweet.price)} ${words.per[sweet.unit]}`,
              sweet.available !== null && words.inStock(amount(sweet.available, sweet.unit)),
              words.steps(amount(sweet.quantity_step, sweet.unit)),
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
        </p>
        <button type="button" className="rm" aria-keyshortcuts="Escape" onClick={onClose}>
          <span className="visually-hidden">{ui.close}</span>
          <Key name="Esc" />
        </button>
      </div>
      <span className="big-in">
        <input
          ref={field}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAsked(false);
          }}
          inputMode={sweet.unit === "kg" ? "text" : "decimal"}
          autoComplete="off"
          enterKeyHint="done"
          aria-label={words.quantityOf(sweet.name, text)}
          aria-invalid={wrong !== null || undefined}
          aria-describedby={`${id}-comes`}
        />
      </span>
      <p className="comes" id={`${id}-comes`} aria-live="polite">
        {wrong !== null && <span className="wrong">{wrong}</span>}
        {wrong === null && read.quantity !== undefined && (
          <>
            <span>
              {written(read.quantity, sweet.unit)} × {money(sweet.price)}
            </span>
            <BigMoney amount={total ?? "0"} />
          </>
        )}
      </p>
      <Quick sweet={sweet} rest={rest} quantity={read.quantity} onChoose={choose} />
      <Button type="submit" className="weigh-do" shortcut="Enter">
        {kind === "add"
          ? words.addFor(total === null ? "" : money(total))
          : words.setFor(read.quantity === undefined ? "" : written(read.quantity, sweet.unit))}
      </Button>
    </form>
  );
}

function Quick({
  sweet,
  rest,
  quantity,
  onChoose,
}: {
  sweet: Weighing["sweet"];
  /** What is left, if it can be sold only as a whole. */
  rest: string | null;
  quantity: string | undefined;
  onChoose: (quantity: string) => void;
}) {
  const { counter: words } = useWords();
  const { amount } = useFormats();
  return (
    <ul className="quick">
      {rest !== null && (
        <li>
          <button type="button" aria-pressed={rest === quantity} onClick={() => onChoose(rest)}>
            {words.allLeft(amount(rest, sweet.unit))}
          </button>
        </li>
      )}
      {usualQuantities(sweet, sweet.available ?? "99999999").map((one) => (
        <li key={one}>
          <button type="button" aria-pressed={one === quantity} onClick={() => onChoose(one)}>
            {amount(one, sweet.unit)}
          </button>
        </li>
      ))}
    </ul>
  );
}
