import { asProblem } from "../api/problems.ts";
import { Failure } from "../ui/failure.tsx";
import { NothingHere } from "./nothing-here.tsx";

/** A page whose thing did not come: there is none of that number, or something failed and may be tried again. */
export function NotLoaded({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return asProblem(error).status === 404 ? <NothingHere /> : <Failure error={error} onRetry={onRetry} />;
}
