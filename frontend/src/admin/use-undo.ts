import { queries } from "../api/queries.ts";
import { toast } from "../ui/messages.tsx";
import { useWords } from "../words/index.tsx";
import { useProblemWords } from "../words/use-problem-words.ts";

/** Say what was done, with a button that undoes it and asks again for whatever is shown of it. */
export function useUndo() {
  const { admin } = useWords();
  const say = useProblemWords();
  return (text: string, undo: () => Promise<unknown>) =>
    toast(text, {
      label: admin.undo,
      onPress: () =>
        void undo()
          .then(() => toast(admin.undone))
          .catch((error: unknown) => toast(say(error)))
          .finally(() => queries.invalidateQueries()),
    });
}
