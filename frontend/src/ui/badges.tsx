import type { ReactNode } from "react";
import { useWords } from "../words/index.tsx";
import "./badges.css";

/** Good news, stamped: "Fresh today". At most one on a card. */
export function Stamp({ children }: { children: ReactNode }) {
  return <p className="stamp">{children}</p>;
}

/** A strip of gold tape: "Only 3 left". At most one on a card. */
export function Tape({ children }: { children: ReactNode }) {
  return <p className="tape">{children}</p>;
}

/** The board that hangs over an empty tray: "Sold out". */
export function Board({ children }: { children: ReactNode }) {
  return <p className="board">{children}</p>;
}

/** A quiet word on a tint: a state in a list or a tile. */
export function Badge({ tone, children }: { tone: "ok" | "warn" | "bad" | "plain"; children: ReactNode }) {
  return <span className={`badge ${tone}`}>{children}</span>;
}

/** The mark that India prints on food: a dot in a square, green for vegetarian. */
export function DietMark({ diet }: { diet: "vegan" | "veg" | "egg" | "non_veg" | null }) {
  const { ui } = useWords();
  if (diet === null) return null;
  return (
    <svg className={`diet ${diet}`} viewBox="0 0 16 16" role="img" aria-label={ui.diets[diet]}>
      <rect x="1" y="1" width="14" height="14" rx="1.5" fill="none" stroke="currentColor" strokeWidth="2" />
      {diet === "non_veg" ? <path d="M8 4l4.5 8h-9z" /> : <circle cx="8" cy="8" r="3.6" />}
    </svg>
  );
}
