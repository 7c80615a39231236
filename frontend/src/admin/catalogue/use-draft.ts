import { useEffect, useState } from "react";
import type { Sweet } from "../../api/types.ts";
import { type Draft, type DraftField, differing, draftOf } from "./draft.ts";

interface Edited {
  /** The sweet as it was when its editing began: what a change of it is based on. */
  base: Sweet;
  draft: Draft;
}

/** What somebody typed and did not save, until the page is loaded anew: another page of the shop does not lose it. */
const unsaved = new Map<number, Edited>();

export interface Editing extends Edited {
  changed: readonly DraftField[];
  change: (change: Partial<Draft>) => void;
  /** Go on from another version of the sweet, with a draft or with none. */
  restart: (base: Sweet, draft?: Draft) => void;
}

/** The draft of a sweet that is shown. Nothing typed, it follows the sweet. */
export function useDraft(sweet: Sweet): Editing {
  const [edited, setEdited] = useState(() => unsaved.get(sweet.id) ?? null);
  const { base, draft } = edited ?? { base: sweet, draft: draftOf(sweet) };
  const changed = differing(draft, draftOf(base));

  function take(next: Edited | null) {
    if (next === null || differing(next.draft, draftOf(next.base)).length === 0) unsaved.delete(sweet.id);
    else unsaved.set(sweet.id, next);
    setEdited(next);
  }

  const isChanged = changed.length > 0;
  useEffect(() => {
    if (!isChanged) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isChanged]);

  return {
    base,
    draft,
    changed,
    change: (change) => take({ base, draft: { ...draft, ...change } }),
    restart: (nextBase, nextDraft) => take(nextDraft === undefined ? null : { base: nextBase, draft: nextDraft }),
  };
}
