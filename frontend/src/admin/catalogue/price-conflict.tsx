import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { asProblem } from "../../api/problems.ts";
import { queries } from "../../api/queries.ts";
import type { Sweet } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { changeSweet, useUndoOfChange } from "./change-sweet.ts";
import { Conflict } from "./conflict.tsx";
import { draftOf } from "./draft.ts";
import { sweetQuery, takeSweet } from "./queries.ts";

/** A price that was to be changed in the list, of a sweet that somebody else changed meanwhile. */
export interface StalePrice {
  base: Sweet;
  price: string;
}

/** Shows both versions under the row, and saves the one that is chosen. */
export function PriceConflict({ stale: { base, price }, onDone }: { stale: StalePrice; onDone: () => void }) {
  const { officeCatalogue: words } = useWords();
  const { money } = useFormats();
  const say = useProblemWords();
  const offerUndo = useUndoOfChange();
  const query = sweetQuery(base.id);
  const { data: theirs, error } = useQuery({ ...query, staleTime: 0 });
  const mine = { ...draftOf(base), price };
  const { mutate, isPending } = useMutation({
    mutationFn: (on: Sweet) => changeSweet(on, mine, ["price"]),
    onSuccess: (saved, on) => {
      takeSweet(saved);
      offerUndo(words.priceSaved(saved.name, money(saved.price)), saved, draftOf(on), ["price"]);
      onDone();
    },
    onError: (refusal) => {
      if (asProblem(refusal).code !== "stale_version") toast(say(refusal));
      void queries.invalidateQueries({ queryKey: query.queryKey });
    },
  });
  useEffect(() => {
    if (error !== null) toast(say(error));
  });
  // What the list was shown from may lie in the cache yet.
  if (theirs === undefined || theirs.version <= base.version) return null;
  return (
    <Conflict
      key={theirs.version}
      base={base}
      mine={mine}
      theirs={theirs}
      isSaving={isPending}
      onSave={() => mutate(theirs)}
      onTake={() => {
        takeSweet(theirs);
        onDone();
      }}
    />
  );
}
