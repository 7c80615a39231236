import { asProblem } from "../api/problems.ts";
import { useWords } from "../words/index.tsx";
import { useProblemWords } from "../words/use-problem-words.ts";
import { Button } from "./button.tsx";
import "./failure.css";

/** What went wrong, what to do, and a way to try again. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const words = useWords();
  const say = useProblemWords();
  const { requestId } = asProblem(error);
  return (
    <div className="failure" role="alert">
      <h2>{words.ui.failed}</h2>
      <p>{say(error)}</p>
      {requestId !== "" && <p className="failure-number">{words.ui.requestId(requestId)}</p>}
      {onRetry !== undefined && <Button onClick={onRetry}>{words.ui.tryAgain}</Button>}
    </div>
  );
}
