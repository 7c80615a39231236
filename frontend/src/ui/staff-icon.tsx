import sprite from "../theme/staff-icons.svg";
import "./staff-icon.css";

export type StaffIconName =
  | "again"
  | "back"
  | "card"
  | "cash"
  | "check"
  | "dots"
  | "left"
  | "off"
  | "pause"
  | "percent"
  | "plus"
  | "print"
  | "qr"
  | "search"
  | "tray"
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
