import { api, ask } from "../../api/client.ts";
import type { Sweet } from "../../api/types.ts";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
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
export function useUndo() {
  const { officeCatalogue: words } = useWords();
  const say = useProblemWords();
  return (text: string, saved: Sweet, before: Draft, fields: readonly DraftField[]) =>
    toast(text, {
      label: words.undo,
      onPress: () =>
        void changeSweet(saved, before, fields)
          .then((sweet) => {
            takeSweet(sweet);
            toast(words.undone(sweet.name));
          })
          .catch((error: unknown) => toast(say(error))),
    });
}
