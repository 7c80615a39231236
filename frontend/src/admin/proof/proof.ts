import { asProblem } from "../../api/problems.ts";

type Answer = (isProved: boolean) => void;

let waiting: Answer | null = null;
const listeners = new Set<() => void>();

/** Do what may need the password anew: it is asked for then, and the same is done again. */
export async function proved<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (asProblem(error).code !== "confirmation_required" || !(await askForProof())) throw error;
    return work();
  }
}

function askForProof(): Promise<boolean> {
  return new Promise((answer) => show(answer));
}

/** Tell whoever waits whether the password was given. */
export function answerProof(isProved: boolean): void {
  const answer = waiting;
  show(null);
  answer?.(isProved);
}

function show(next: Answer | null): void {
  waiting = next;
  for (const listener of listeners) listener();
}

export function onProof(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const isProofAwaited = (): boolean => waiting !== null;
