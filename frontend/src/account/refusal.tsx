import { useEffect, useRef } from "react";
import { asProblem } from "../api/problems.ts";
import { useProblemWords } from "../words/use-problem-words.ts";

/** Why a form was refused. What its fields say themselves is not said twice: the first of them gets the focus. */
export function Refusal({ error, fields = [] }: { error: unknown; fields?: readonly string[] }) {
  const say = useProblemWords();
  const place = useRef<HTMLDivElement>(null);
  const isSaid = error !== null && asProblem(error).errors.some(({ pointer }) => fields.includes(pointer));
  useEffect(() => {
    if (error !== null) place.current?.closest("form")?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [error]);
  return (
    <div ref={place} role="alert" className="form-error">
      {error !== null && !isSaid && <p>{say(error)}</p>}
    </div>
  );
}
