import { asProblem } from "../../api/problems.ts";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";

/** Return how to tell staff why money is not taken or given: in their language, else as the shop puts it, with amounts. */
export function usePayProblemWords(): (error: unknown) => string {
  const { refusals } = useWords().pay;
  const say = useProblemWords();
  return (error) => {
    const { code, errors } = asProblem(error);
    return refusals[code] ?? errors[0]?.detail ?? say(error);
  };
}
