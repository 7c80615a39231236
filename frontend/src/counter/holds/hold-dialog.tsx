import type { FormEvent } from "react";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import type { Ticket } from "../ticket/ticket.ts";
import type { useHolds } from "./use-holds.ts";
import { Wrong } from "./wrong.tsx";
import "./holds.css";

/** Put the ticket aside. */
export function HoldDialog({
  ticket,
  holds: { hold },
  onClose,
}: {
  ticket: Ticket;
  holds: ReturnType<typeof useHolds>;
  onClose: () => void;
}) {
  const words = useWords().counter;
  const say = useProblemWords();

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (hold.isPending) return;
    const title = String(new FormData(event.currentTarget).get("title")).trim();
    hold.mutate(title, {
      onSuccess: () => {
        toast(words.held);
        onClose();
      },
    });
  }

  return (
    <StaffDialog title={words.hold} className="pick" onClose={onClose}>
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
          <Wrong text={hold.error === null ? null : say(hold.error)} />
        </div>
        <footer>
          <Button type="submit" className="finish push" shortcut="Enter" aria-busy={hold.isPending}>
            {words.holdNow}
          </Button>
        </footer>
      </form>
    </StaffDialog>
  );
}
