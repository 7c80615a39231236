import { type FormEvent, useState } from "react";
import { queries } from "../../../api/queries.ts";
import type { Sweet } from "../../../api/types.ts";
import { StaffDialog } from "../../../staff/staff-dialog.tsx";
import { toast } from "../../../ui/messages.tsx";
import { useWords } from "../../../words/index.tsx";
import { useProblemWords } from "../../../words/use-problem-words.ts";
import { useUndo } from "../../use-undo.ts";
import { DeedFields, useDeed } from "./deed-fields.tsx";
import { PricePreview } from "./price-preview.tsx";
import { AT_ONCE, undoAll } from "./send.ts";
import { StaleSweets } from "./stale-sweets.tsx";
import { useSending } from "./use-sending.ts";

export type Deed = "price" | "category_id" | "tax_class_id" | "low_stock_threshold" | "archive" | "restore";

/** Asks for one change of the chosen sweets, shows what it comes to, and makes it. */
export default function BulkDialog({
  deed,
  sweets,
  onClose,
  onDone,
}: {
  deed: Deed;
  sweets: readonly Sweet[];
  onClose: () => void;
  onDone: () => void;
}) {
  const { officeBulk: words } = useWords();
  const say = useProblemWords();
  const undo = useUndo();
  // What is shown is what is sent, whatever the list does meanwhile.
  const [chosen] = useState(sweets);
  const [presses, setPresses] = useState(0);
  const form = useDeed(deed, chosen);
  const sending = useSending(chosen, finish);
  const { isPending, error, stale } = sending;

  function finish(changed: number, backs: Parameters<typeof undoAll>[0]) {
    void queries.invalidateQueries();
    if (changed === 0) toast(words.nothingChanged);
    else undo(words.done[deed](changed), () => undoAll(backs));
    onDone();
    onClose();
  }

  function press(event: FormEvent) {
    event.preventDefault();
    setPresses(presses + 1);
    if (form.changes !== null && form.fault === undefined && !isPending) sending.send(form.changes);
  }

  function close() {
    if (isPending) return;
    if (sending.changed > 0) finish(sending.changed, sending.undo);
    else onClose();
  }

  if (stale !== null && form.changes !== null) {
    return (
      <StaffDialog title={words.titles[deed]} className="bulk-dialog wide" onClose={close}>
        <StaleSweets sent={stale} chosen={chosen} changes={form.changes} sending={sending} deed={deed} />
      </StaffDialog>
    );
  }
  const refusal = error === null ? undefined : say(error);
  const isAtField = sending.isAboutPrice && deed === "price";
  return (
    <StaffDialog title={words.titles[deed]} aside={words.chosen(chosen.length)} className="bulk-dialog" onClose={close}>
      <form onSubmit={press} noValidate>
        <div className="fields">
          <DeedFields
            deed={deed}
            form={form}
            fault={presses > 0 ? form.fault : undefined}
            refusal={isAtField ? refusal : undefined}
          />
          {deed === "price" && <PricePreview sweets={chosen} changes={form.changes} />}
          {chosen.length > AT_ONCE && <p className="soft">{words.inParts(chosen.length, AT_ONCE)}</p>}
          <Progress total={chosen.length} through={sending.through} isPending={isPending} />
          <p className="form-error" role="alert">
            {refusal !== undefined && !isAtField && refusal}
            {error !== null && sending.changed > 0 && ` ${words.partly(sending.changed, sending.rest.length)}`}
          </p>
        </div>
        <footer>
          <button className="btn go push" type="submit" aria-busy={isPending}>
            {words.press[deed](sending.rest.length)}
          </button>
        </footer>
      </form>
    </StaffDialog>
  );
}

/** How many are through, of a change that takes several requests. */
function Progress({ total, through, isPending }: { total: number; through: number; isPending: boolean }) {
  const { officeBulk: words } = useWords();
  if (total <= AT_ONCE || !isPending) return null;
  return (
    <p className="bulk-progress">
      <progress value={through} max={total} aria-label={words.progress} />
      <span className="soft">{words.through(through, total)}</span>
    </p>
  );
}
