import { useId, useState } from "react";
import { useWords } from "../../words/index.tsx";

/** A number of days that a list is asked with; empty means what the shop takes. It counts once somebody leaves it. */
export function Term({
  label,
  value,
  usual,
  least,
  most,
  onChange,
}: {
  label: string;
  value: string;
  usual: number;
  least: number;
  most: number;
  onChange: (value: string) => void;
}) {
  const { advice: words } = useWords();
  const id = useId();
  const [typed, setTyped] = useState(value);
  const [shownFor, setShownFor] = useState(value);
  if (value !== shownFor) {
    setShownFor(value);
    setTyped(value);
  }
  const isRight = daysIn(typed, least, most) !== undefined || typed.trim() === "";
  const take = () => isRight && typed.trim() !== value && onChange(typed.trim());
  return (
    <label className="term">
      <span>{label}</span>
      <input
        inputMode="numeric"
        autoComplete="off"
        className={value === "" ? undefined : "is-set"}
        placeholder={String(usual)}
        value={typed}
        aria-invalid={!isRight || undefined}
        aria-describedby={isRight ? undefined : id}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => event.key === "Enter" && take()}
      />
      {!isRight && (
        <span className="bad" id={id}>
          {words.termFault(least, most)}
        </span>
      )}
    </label>
  );
}

/** Return a whole number of days within bounds, or nothing. */
export function daysIn(text: string, least: number, most: number): number | undefined {
  const days = /^\d{1,3}$/.test(text.trim()) ? Number(text) : -1;
  return days >= least && days <= most ? days : undefined;
}
