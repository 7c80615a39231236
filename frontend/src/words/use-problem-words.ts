import { asProblem, type Problem } from "../api/problems.ts";
import { useWords } from "./index.tsx";

/** Return how to tell people about an error: by its code in their language, else as the API puts it. */
export function useProblemWords(): (error: unknown) => string {
  const { problems } = useWords();
  return (error) => {
    const problem: Problem = asProblem(error);
    return problems[problem.code] ?? (problem.message || (problems.failed as string));
  };
}

/** Return how to tell people what is wrong with a field of a form, by its JSON pointer; nothing if it is right. */
export function useFieldWords(error: unknown): (pointer: string) => string | undefined {
  const { problems } = useWords();
  return (pointer) => {
    const wrong = asProblem(error).errors.find((one) => one.pointer === pointer);
    return wrong && (problems[wrong.code] ?? wrong.detail);
  };
}
