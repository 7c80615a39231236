import { type ComponentProps, type ReactNode, useId } from "react";
import "./field.css";

interface Labelled {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong with the value, and what to do. */
  error?: ReactNode;
  /** A control at the end of the field, such as a button that shows a password. */
  end?: ReactNode;
}

/** A text field with its label above and what is wrong below. */
export function Field({ label, hint, error, end, ...input }: Labelled & ComponentProps<"input">) {
  const id = useId();
  const isWrong = error !== undefined && error !== null && error !== "";
  const described = [isWrong && `${id}-error`, hint !== undefined && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <span className="field-box">
        <input {...input} id={id} aria-invalid={isWrong || undefined} aria-describedby={described || undefined} />
        {end}
      </span>
      {hint !== undefined && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {isWrong && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}
