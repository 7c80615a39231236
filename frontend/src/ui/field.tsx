import { type ComponentProps, type ReactNode, useId } from "react";
import "./field.css";

export interface Labelled {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong with the value, and what to do. */
  error?: ReactNode;
  /** A control at the end of the field, such as a button that shows a password. */
  end?: ReactNode;
}

interface Wiring {
  id: string;
  "aria-invalid": true | undefined;
  "aria-describedby": string | undefined;
}

/** A control with its label above and what is wrong below. */
export function Labelling({
  label,
  hint,
  error,
  end,
  children,
}: Labelled & { children: (wiring: Wiring) => ReactNode }) {
  const id = useId();
  const isWrong = error !== undefined && error !== null && error !== "";
  const described = [isWrong && `${id}-error`, hint !== undefined && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <span className="field-box">
        {children({ id, "aria-invalid": isWrong || undefined, "aria-describedby": described || undefined })}
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

/** A text field with its label above and what is wrong below. */
export function Field({ label, hint, error, end, ...input }: Labelled & ComponentProps<"input">) {
  return <Labelling {...{ label, hint, error, end }}>{(wiring) => <input {...input} {...wiring} />}</Labelling>;
}
