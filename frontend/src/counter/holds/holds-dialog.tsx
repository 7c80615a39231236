import { type FormEvent, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { StaffDialog } from "../../ui/staff-dialog.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import type { Ticket } from "../ticket/ticket.ts";
import type { HeldTicket } from "./taking-up.ts";
import type { useHolds } from "./use-holds.ts";
import "./holds.css";

/** Put the ticket aside; or take up one that waits, or discard it. */
export function HoldsDialog({
  ticket,
  holds: { held, hold, takeUp, discard },
  onClose,
}: {
  ticket: Ticket;
  holds: ReturnType<typeof useHolds>;
  onClose: () => void;
}) {
  const words = useWords().counter;
  const say = useProblemWords();
  const hasLines = ticket.lines.length > 0;
  const isBusy = hold.isPending || takeUp.isPending || discard.isPending;
  const error = hold.error ?? takeUp.error ?? discard.error;

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isBusy) return;
    const title = String(new FormData(event.currentTarget).get("title")).trim();
    hold.mutate(title, {
      onSuccess: () => {
        toast(words.held);
        onClose();
      },
    });
  }

  function take(one: HeldTicket) {
    if (!isBusy) takeUp.mutate(one, { onSuccess: onClose });
  }

  return (
    <StaffDialog title={hasLines ? words.hold : words.takeUp} className="pick" onClose={onClose}>
      {hasLines ? (
        <form onSubmit={submit}>
          <div className="pick-body">
            <Field
              label={words.holdTitle}
              hint={words.holdHint}
              name="title"
              maxLength={200}
              autoComplete="off"
              defaultValue={ticket.customer?.name ?? ""}
              data-autofocus
            />
            <Wrong text={error === null ? null : say(error)} />
          </div>
          <footer>
            <Button type="submit" className="finish push" shortcut="Enter" aria-busy={isBusy}>
              {words.holdNow}
            </Button>
          </footer>
        </form>
      ) : (
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
      )}
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

function Wrong({ text }: { text: string | null }) {
  return (
    <p className="wrong" role="alert">
      {text}
    </p>
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

/** The tickets that wait, beside the open one. */
export function HeldTabs({
  ticket,
  held,
  onTakeUp,
  onBack,
}: {
  ticket: Ticket;
  held: readonly HeldTicket[];
  onTakeUp: (held: HeldTicket) => void;
  onBack: () => void;
}) {
  const words = useWords().counter;
  const { money } = useFormats();
  return (
    <div className="holds">
      <button type="button" className="to-tray" aria-label={words.toSweets} onClick={onBack}>
        <StaffIcon name="left" />
      </button>
      <p aria-current="true">
        <b>{words.now}</b>
        <span>{words.lineCount(ticket.lines.length)}</span>
      </p>
      {held.slice(0, 2).map((one) => (
        <button key={one.id} type="button" onClick={() => onTakeUp(one)}>
          <b>{one.title ?? one.customer_name ?? words.walkIn}</b>
          <span>{money(one.total)}</span>
        </button>
      ))}
    </div>
  );
}
