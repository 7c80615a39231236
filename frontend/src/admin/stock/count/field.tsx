import { type FormEvent, useEffect, useRef, useState } from "react";
import { asProblem } from "../../../api/problems.ts";
import type { Sweet } from "../../../api/types.ts";
import { moved } from "../../../ui/bounds.ts";
import { Decimal } from "../../../ui/decimal.ts";
import { Icon } from "../../../ui/drawing.tsx";
import { useFormats } from "../../../ui/formats.ts";
import { announce } from "../../../ui/messages.tsx";
import { readAmount } from "../../../ui/quantity.ts";
import { RepeatingKey } from "../../../ui/stepper.tsx";
import { SweetPicture } from "../../../ui/sweet-picture.tsx";
import { useWords } from "../../../words/index.tsx";
import { useProblemWords } from "../../../words/use-problem-words.ts";
import type { Stocktake } from "../queries.ts";
import { type Counted, useCount } from "./use-count.ts";

/** One sweet and one big field for what is there of it. What is expected stays hidden until it is saved. */
export function CountField({
  stocktake,
  sweet,
  onSaved,
  onSkip,
}: {
  stocktake: Stocktake;
  sweet: Sweet;
  onSaved: (counted: Counted) => void;
  onSkip: () => void;
}) {
  const { stock, ui } = useWords();
  const { quantity } = useFormats();
  const say = useProblemWords();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [isChecked, setChecked] = useState(false);
  // What the books said when somebody began to count: what moves meanwhile has to be noticed.
  const [expected, setExpected] = useState(sweet.on_hand);
  const { mutate, isPending, error, reset } = useCount(stocktake, onSaved);
  const amount = readAmount(text, sweet.unit);
  const step = { step: sweet.quantity_step, least: "0" };
  const isStale = error !== null && asProblem(error).code === "stale_count";
  useEffect(() => field.current?.focus(), []);

  function type(next: string) {
    if (error !== null) {
      reset();
      setExpected(sweet.on_hand);
    }
    setChecked(false);
    setText(next);
  }

  function move(by: 1 | -1) {
    const next = new Decimal(moved(amount ?? "0", by, step)).toFixed();
    type(next);
    announce(quantity(next, sweet.unit));
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isPending) return;
    setChecked(true);
    if (amount === null) return field.current?.focus();
    // After a refusal somebody looked at the shelf again, and at what the books say now.
    const known = isStale ? sweet.on_hand : expected;
    setExpected(known);
    mutate({ sweetId: sweet.id, expected: known, counted: amount });
  }

  const wrong = isStale
    ? stock.movedMeanwhile(quantity(sweet.on_hand, sweet.unit))
    : error !== null
      ? say(error)
      : isChecked && amount === null
        ? stock.typeCount
        : null;
  return (
    <form className="count-form" onSubmit={submit} aria-labelledby="count-sweet">
      <div className="sheet count-now">
        <div className="count-what">
          <SweetPicture sweet={sweet} sizes="4rem" />
          <div>
            <h2 id="count-sweet" dir="auto">
              {sweet.name}
            </h2>
            <p className="soft small">{stock.countedIn(sweet.sku, ui.unitNames[sweet.unit])}</p>
          </div>
        </div>
        <div className="count-row">
          <RepeatingKey
            className="count-step"
            label={stock.lessBy(quantity(sweet.quantity_step, sweet.unit))}
            onPress={() => move(-1)}
          >
            <Icon name="i-minus" />
          </RepeatingKey>
          <label className="count-big">
            <span className="visually-hidden">{stock.counted(ui.unitNames[sweet.unit])}</span>
            <input
              ref={field}
              inputMode="decimal"
              enterKeyHint="next"
              autoComplete="off"
              placeholder="0"
              value={text}
              aria-invalid={wrong !== null || undefined}
              aria-describedby="count-hint"
              onChange={(event) => type(event.target.value)}
            />
            <i aria-hidden="true">{ui.unitNames[sweet.unit]}</i>
          </label>
          <RepeatingKey
            className="count-step"
            label={stock.moreBy(quantity(sweet.quantity_step, sweet.unit))}
            onPress={() => move(1)}
          >
            <Icon name="i-plus" />
          </RepeatingKey>
        </div>
        <p id="count-hint" className={wrong === null ? "soft small" : "bad"} role="status">
          {wrong ?? (sweet.unit === "kg" ? stock.understoodWeight : stock.understood)}
        </p>
      </div>
      <div className="count-dock">
        <button className="btn tall" type="button" onClick={onSkip}>
          {stock.skip}
        </button>
        <button className="btn go tall" type="submit" aria-busy={isPending}>
          {amount === null ? stock.saveEmpty : stock.saveNext(quantity(amount, sweet.unit))}
        </button>
      </div>
    </form>
  );
}
