import { Key } from "../../ui/key.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import type { TicketCustomer } from "./ticket.ts";

/** Who the ticket is for. */
export function Who({
  customer,
  onChoose,
  onTakeOff,
}: {
  customer: TicketCustomer | null;
  onChoose: () => void;
  onTakeOff: () => void;
}) {
  const words = useWords().counter;
  return (
    <div className="who">
      <button type="button" className="person" aria-keyshortcuts="F4" onClick={onChoose}>
        <StaffIcon name="user" />
        <span>
          <b>{customer?.name ?? words.walkIn}</b>
          <span className="sub">{customer === null ? words.walkInHint : customer.phone}</span>
        </span>
        <Key name="F4" />
      </button>
      {customer !== null && (
        <button type="button" className="rm" aria-label={words.takeOffCustomer} onClick={onTakeOff}>
          <StaffIcon name="x" />
        </button>
      )}
    </div>
  );
}
