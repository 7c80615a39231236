import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import type { Unit } from "../api/types.ts";
import { useWords } from "../words/index.tsx";
import { type Bounds, faultOf, moved } from "./bounds.ts";
import { Icon } from "./drawing.tsx";
import { useFormats } from "./formats.ts";
import { announce } from "./messages.tsx";
import { readAmount } from "./quantity.ts";
import "./stepper.css";

const REPEAT_AFTER_MS = 400;
const REPEAT_EVERY_MS = 90;

/**
 * A quantity between two keys that move it by its step; held down, they repeat. The number may also be typed: one that
 * cannot be taken stays in the window, and the line below says why.
 */
export function Stepper({
  label,
  quantity,
  unit,
  onChange,
  ...bounds
}: Bounds & { label: string; quantity: string; unit: Unit; onChange: (quantity: string) => void }) {
  const { ui } = useWords();
  const formats = useFormats();
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const why = useQuantityProblem(readAmount(typed ?? quantity, unit), unit, bounds);

  function move(by: 1 | -1) {
    const next = moved(readAmount(typed ?? quantity, unit) ?? quantity, by, bounds);
    setTyped(null);
    if (next === quantity) return;
    onChange(next);
    announce(formats.quantity(next, unit));
  }

  function type(text: string) {
    setTyped(text);
    const next = readAmount(text, unit);
    if (next !== null && faultOf(next, bounds) === null) onChange(next);
  }

  return (
    <div className="stepper">
      <div className="stepper-keys">
        <RepeatingKey label={ui.less} className="stepper-key" onPress={() => move(-1)}>
          <Icon name="i-minus" />
        </RepeatingKey>
        <label className="visually-hidden" htmlFor={id}>
          {label}
        </label>
        <input
          id={id}
          inputMode="decimal"
          autoComplete="off"
          value={typed ?? quantity}
          aria-invalid={why !== null || undefined}
          aria-describedby={`${id}-unit ${id}-why`}
          onChange={(event) => type(event.target.value)}
          onBlur={() => why === null && setTyped(null)}
          onKeyDown={(event) => {
            if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
            event.preventDefault();
            move(event.key === "ArrowUp" ? 1 : -1);
          }}
        />
        <span id={`${id}-unit`} className="stepper-unit">
          {ui.unitNames[unit]}
        </span>
        <RepeatingKey label={ui.more} className="stepper-key" onPress={() => move(1)}>
          <Icon name="i-plus" />
        </RepeatingKey>
      </div>
      <p id={`${id}-why`} className="stepper-why" role="status">
        {why}
      </p>
    </div>
  );
}

/** Return why a quantity cannot be taken, in words, or null if it can. */
export function useQuantityProblem(quantity: string | null, unit: Unit, bounds: Bounds): string | null {
  const { ui } = useWords();
  const formats = useFormats();
  switch (faultOf(quantity, bounds)) {
    case "not_a_number":
      return ui.notAnAmount[unit];
    case "too_little":
      return ui.tooLittle(formats.amount(bounds.least, unit));
    case "too_much":
      return ui.tooMuch(formats.amount(bounds.most ?? bounds.least, unit));
    case "off_step":
      return ui.offStep(formats.amount(bounds.step, unit));
    default:
      return null;
  }
}

/** A key that repeats while it is held down. */
export function RepeatingKey({
  label,
  className,
  onPress,
  children,
}: {
  label: string;
  className: string;
  onPress: () => void;
  children: ReactNode;
}) {
  const press = useRef(onPress);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const hasRepeated = useRef(false);
  useEffect(() => {
    press.current = onPress;
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  function repeat() {
    hasRepeated.current = true;
    press.current();
    timer.current = setTimeout(repeat, REPEAT_EVERY_MS);
  }

  function hold() {
    hasRepeated.current = false;
    timer.current = setTimeout(repeat, REPEAT_AFTER_MS);
  }

  const release = () => clearTimeout(timer.current);
  return (
    <button
      type="button"
      className={className}
      aria-label={label}
      onPointerDown={hold}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onClick={() => {
        if (!hasRepeated.current) onPress();
        hasRepeated.current = false;
      }}
    >
      {children}
    </button>
  );
}
