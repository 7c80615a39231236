import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { asProblem } from "../../api/problems.ts";
import { queries } from "../../api/queries.ts";
import type { Sweet } from "../../api/types.ts";
import { useScanner } from "../../staff/use-scanner.ts";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { changeSweet, useUndoOfChange } from "./change-sweet.ts";
import { Conflict } from "./conflict.tsx";
import { differing, draftOf, faultsOf } from "./draft.ts";
import { sweetQuery, takeSweet } from "./queries.ts";
import { SweetFields } from "./sweet-fields.tsx";
import { useDraft } from "./use-draft.ts";
import { isSaidAtField, useErrors, useFirstWrong } from "./use-errors.ts";

/** The fields of a sweet, and the bar that saves what was changed in them. */
export function EditForm({ sweet, isReadOnly }: { sweet: Sweet; isReadOnly: boolean }) {
  const { officeCatalogue: words } = useWords();
  const say = useProblemWords();
  const offerUndo = useUndoOfChange();
  const { base, draft, changed, change, restart } = useDraft(sweet);
  const [theirs, setTheirs] = useState<Sweet | null>(null);
  const [presses, setPresses] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  useScanner((barcode) => isReadOnly || change({ barcode }));

  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: (on: Sweet) => changeSweet(on, draft, changed),
    onSuccess: (saved, on) => {
      setTheirs(null);
      setPresses(0);
      takeSweet(saved);
      restart(saved);
      offerUndo(words.saved(saved.name), saved, draftOf(on), changed);
    },
    onError: async (refusal) => {
      if (asProblem(refusal).code !== "stale_version") return;
      const query = { ...sweetQuery(sweet.id), staleTime: 0 };
      setTheirs(await queries.fetchQuery(query));
    },
  });
  const errorOf = useErrors(draft, error, presses > 0);
  useFirstWrong(form, presses, error);
  // What another person or page did to the sweet, such as a new picture, is no conflict with fields that nobody touched.
  useEffect(() => {
    if (sweet.version > base.version && differing(draftOf(sweet), draftOf(base)).length === 0) restart(sweet, draft);
  });

  function save(event: FormEvent) {
    event.preventDefault();
    if (changed.length === 0) return toast(words.nothingChanged);
    setPresses(presses + 1);
    if (Object.keys(faultsOf(draft)).length === 0 && !isPending) mutate(base);
  }

  function startOver(on: Sweet) {
    setTheirs(null);
    setPresses(0);
    reset();
    restart(on);
  }

  const isStale = error !== null && asProblem(error).code === "stale_version";
  return (
    <form className="sweet-form" ref={form} onSubmit={save} noValidate>
      {theirs !== null && (
        <Conflict
          key={theirs.version}
          base={base}
          mine={draft}
          theirs={theirs}
          isSaving={isPending}
          onSave={() => mutate(theirs)}
          onTake={() => startOver(theirs)}
        />
      )}
      <fieldset className="sheets" disabled={isReadOnly}>
        <SweetFields draft={draft} onChange={change} errorOf={errorOf} />
      </fieldset>
      {!isReadOnly && (
        <div className="save-bar">
          <p className="form-error" role="alert">
            {error !== null && !isStale && !isSaidAtField(error) && say(error)}
          </p>
          {changed.length > 0 && (
            <button className="btn plain" type="button" onClick={() => startOver(theirs ?? sweet)}>
              {words.discard}
            </button>
          )}
          <button className={theirs === null ? "btn go" : "btn"} type="submit" aria-busy={isPending}>
            {changed.length === 0 ? words.save : words.saveChanges(changed.length)}
          </button>
        </div>
      )}
    </form>
  );
}
