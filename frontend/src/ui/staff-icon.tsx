import sprite from "../theme/staff-icons.svg";
import "./staff-icon.css";

export type StaffIconName =
  | "again"
  | "back"
  | "bell"
  | "box"
  | "card"
  | "cash"
  | "check"
  | "dots"
  | "down"
  | "left"
  | "off"
  | "pause"
  | "people"
  | "percent"
  | "plus"
  | "print"
  | "qr"
  | "receipt"
  | "right"
  | "search"
  | "shop"
  | "sort"
  | "sun"
  | "till"
  | "tray"
  | "truck"
  | "up"
  | "user"
  | "x";

/** A line drawing of the staff's side, at the size of the text. The words are beside it. */
export function StaffIcon({ name }: { name: StaffIconName }) {
  return (
    <svg className="staff-icon" aria-hidden="true">
      <use href={`${sprite}#${name}`} />
    </svg>
  );
}
