import { type ComponentProps, type ReactNode, useId } from "react";

/** A field in a cell, with what its value means or what is wrong with it below. On a phone its label stands above. */
export function Cell({
  label,
  fullLabel,
  hint,
  isWarning = false,
  error,
  errorId,
  isFigure = false,
  onText,
  children,
  ...input
}: {
  label: string;
  fullLabel: string;
  hint?: ReactNode;
  isWarning?: boolean;
  error?: ReactNode;
  /** What says elsewhere what is wrong. */
  errorId?: string | undefined;
  isFigure?: boolean;
  onText: (text: string) => void;
  /** What stands below the hint: a second field. */
  children?: ReactNode;
} & ComponentProps<"input">) {
  const id = useId();
  const isWrong = error !== undefined;
  const said = isWrong ? error : hint;
  return (
    <td className={`cell ${input.name}`}>
      <span className="cell-label" aria-hidden="true">
        {label}
      </span>
      <input
        {...input}
        className={isFigure ? "n" : undefined}
        aria-label={fullLabel}
        aria-invalid={isWrong || errorId !== undefined || undefined}
        aria-describedby={errorId ?? (said === undefined ? undefined : id)}
        autoComplete="off"
        onChange={(event) => onText(event.target.value)}
      />
      <span id={id} className={isWrong ? "cell-said bad" : isWarning ? "cell-said warn" : "cell-said"}>
        {said}
      </span>
      {children}
    </td>
  );
}
