import { useState } from "react";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Button } from "../../ui/button.tsx";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import type { HeldTicket } from "./taking-up.ts";
import type { useHolds } from "./use-holds.ts";
import { Wrong } from "./wrong.tsx";
import "./holds.css";

/** Take up a ticket that waits, or discard it. */
export function HeldDialog({
  holds: { held, takeUp, discard },
  onClose,
}: {
  holds: ReturnType<typeof useHolds>;
  onClose: () => void;
}) {
  const words = useWords().counter;
  const say = useProblemWords();
  const isBusy = takeUp.isPending || discard.isPending;
  const error = takeUp.error ?? discard.error;

  function take(one: HeldTicket) {
    if (!isBusy) takeUp.mutate(one, { onSuccess: onClose });
  }

  return (
    <StaffDialog title={words.takeUp} className="pick" onClose={onClose}>
      <div className="pick-body">
        {held.length === 0 && <p className="soft">{words.noneHeld}</p>}
        <ul className="held-list">
          {held.map((one, index) => (
            <li key={one.id}>
              <button
                type="button"
                className="take"
                data-autofocus={index === 0 || undefined}
                onClick={() => take(one)}
              >
                <HeldLine held={one} />
              </button>
              <Discard held={one} onDiscard={() => isBusy || discard.mutate(one)} />
            </li>
          ))}
        </ul>
        <Wrong text={error === null ? null : say(error)} />
      </div>
    </StaffDialog>
  );
}

/** Asks once more, because nothing brings a discarded ticket back. */
function Discard({ held, onDiscard }: { held: HeldTicket; onDiscard: () => void }) {
  const words = useWords().counter;
  const [isSure, setSure] = useState(false);
  const label = isSure ? undefined : words.discardHeld(held.title ?? held.customer_name ?? words.walkIn);
  return (
    <Button
      look="line"
      aria-label={label}
      onBlur={() => setSure(false)}
      onClick={isSure ? onDiscard : () => setSure(true)}
    >
      {isSure ? words.discardSure : words.discard}
    </Button>
  );
}

function HeldLine({ held }: { held: HeldTicket }) {
  const words = useWords().counter;
  const { money, time } = useFormats();
  return (
    <>
      <span>
        <b>{held.title ?? held.customer_name ?? words.walkIn}</b>
        <span className="sub">
          {[words.lineCount(held.line_count), held.held_by_name, time(held.held_at)].filter(Boolean).join(" · ")}
        </span>
      </span>
      <span className="n">{money(held.total)}</span>
    </>
  );
}
