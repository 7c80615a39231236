import { Key } from "../../ui/key.tsx";
import { useWords } from "../../words/index.tsx";
import type { Paying } from "./use-paying.ts";

/** Put the amount aside, and pay the rest another way: shown once the amount is a part. */
export function PartButton({ state }: { state: Paying }) {
  const words = useWords().pay;
  if (!state.isPart) return null;
  return (
    <button type="button" className="button line part" aria-keyshortcuts="S" onClick={state.putAside}>
      {words.part}
      <Key name="S" />
    </button>
  );
}
