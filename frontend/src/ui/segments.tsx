import { type ReactNode, useId } from "react";
import "./segments.css";

interface Segment<Value extends string> {
  value: Value;
  label: ReactNode;
  lang?: string;
}

/** A choice of a few, all in sight: 250 g, 500 g, 1 kg. Arrow keys move it, as in any group of radio buttons. */
export function Segments<Value extends string>({
  legend,
  options,
  value,
  onChange,
}: {
  /** What is chosen; heard, not seen. */
  legend: string;
  options: readonly Segment<Value>[];
  value: Value | null;
  onChange: (value: Value) => void;
}) {
  const name = useId();
  return (
    <fieldset className="segments">
      <legend className="visually-hidden">{legend}</legend>
      {options.map((option) => (
        <label key={option.value} lang={option.lang}>
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
