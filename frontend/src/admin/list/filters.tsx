import { useEffect, useState } from "react";
import { StaffIcon } from "../../ui/staff-icon.tsx";

const TYPING_PAUSE_MS = 200;

/** Searches while somebody types, once they pause. */
export function SearchField({ label, text, onText }: { label: string; text: string; onText: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  const [shownFor, setShownFor] = useState(text);
  if (text !== shownFor) {
    setShownFor(text);
    setTyped(text);
  }
  useEffect(() => {
    if (typed.trim() === text) return;
    const timer = setTimeout(() => onText(typed.trim()), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  });
  return (
    <label className="search">
      <span className="visually-hidden">{label}</span>
      <StaffIcon name="search" />
      <input type="search" placeholder={label} value={typed} onChange={(event) => setTyped(event.target.value)} />
    </label>
  );
}

/** One of a few values, or all of them. */
export function Choice({
  label,
  value,
  options,
  areLoaded = false,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  /** The options come from the shop: the choice is as wide before they are there, so that no filter moves to another row. */
  areLoaded?: boolean;
  onChange: (value: string) => void;
}) {
  return (
    <select
      className={[value !== "" && "is-set", areLoaded && "is-loaded"].filter(Boolean).join(" ") || undefined}
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">{label}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
