import { api, ask } from "../../api/client.ts";
import type { Sweet } from "../../api/types.ts";
import { useUndo } from "../use-undo.ts";
import { type Draft, type DraftField, valuesOf } from "./draft.ts";
import { ifMatch, takeSweet } from "./queries.ts";

/** Save some fields of a draft, based on a version of the sweet. */
export function changeSweet(on: Sweet, draft: Draft, fields: readonly DraftField[]): Promise<Sweet> {
  return ask(
    api.PATCH("/api/sweets/{sweet_id}", {
      params: { path: { sweet_id: on.id }, header: ifMatch(on) },
      body: valuesOf(draft, fields),
    }),
  );
}

/** Say what was saved, and offer to put the fields back, unless somebody changed the sweet since. */
export function useUndoOfChange() {
  const undo = useUndo();
  return (text: string, saved: Sweet, before: Draft, fields: readonly DraftField[]) =>
    undo(text, () => changeSweet(saved, before, fields).then(takeSweet));
}
