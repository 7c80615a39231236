import { useFormats } from "../../ui/formats.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import type { Ticket } from "../ticket/ticket.ts";
import type { HeldTicket } from "./taking-up.ts";
import "./holds.css";

/** How many held tickets fit beside the open one. */
const TABS = 2;

/** The tickets that wait, beside the open one. */
export function HeldTabs({
  ticket,
  held,
  onTakeUp,
  onMore,
  onBack,
}: {
  ticket: Ticket;
  held: readonly HeldTicket[];
  onTakeUp: (held: HeldTicket) => void;
  /** Show all of them. */
  onMore: () => void;
  onBack: () => void;
}) {
  const words = useWords().counter;
  const { money } = useFormats();
  const shown = held.slice(0, TABS);
  return (
    <div className="holds">
      <button type="button" className="to-tray" aria-label={words.toSweets} onClick={onBack}>
        <StaffIcon name="left" />
      </button>
      <p aria-current="true">
        <b>{words.now}</b>
        <span>{words.lineCount(ticket.lines.length)}</span>
      </p>
      {shown.map((one) => (
        <button key={one.id} type="button" onClick={() => onTakeUp(one)}>
          <b>{one.title ?? one.customer_name ?? words.walkIn}</b>
          <span>{money(one.total)}</span>
        </button>
      ))}
      {held.length > shown.length && (
        <button type="button" className="more" onClick={onMore}>
          {words.moreHeld(held.length - shown.length)}
        </button>
      )}
    </div>
  );
}
