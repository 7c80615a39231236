import type { ComponentProps } from "react";
import { type Labelled, Labelling } from "../ui/field.tsx";

/** One of a few values, chosen from a list. */
export function SelectField({
  options,
  label,
  hint,
  error,
  ...select
}: Labelled & ComponentProps<"select"> & { options: readonly { value: string; label: string }[] }) {
  return (
    <Labelling {...{ label, hint, error }}>
      {(wiring) => (
        <select {...select} {...wiring}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Labelling>
  );
}

/** A text of several lines. */
export function TextAreaField({ label, hint, error, ...area }: Labelled & ComponentProps<"textarea">) {
  return <Labelling {...{ label, hint, error }}>{(wiring) => <textarea {...area} {...wiring} />}</Labelling>;
}
