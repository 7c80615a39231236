import { useRef } from "react";
import { newIdempotencyKey } from "../api/client.ts";
import { asProblem } from "../api/problems.ts";

/**
 * Send a request with one key for as long as it stays the same and has no answer: pressed again after a lost reply it has
 * its effect once. Another request gets another key.
 */
export function useFrozenKey() {
  const frozen = useRef<{ request: string; key: string } | null>(null);
  return async <Answer>(request: unknown, send: (key: string) => Promise<Answer>): Promise<Answer> => {
    const text = JSON.stringify(request);
    if (frozen.current?.request !== text) frozen.current = { request: text, key: newIdempotencyKey() };
    try {
      const answer = await send(frozen.current.key);
      frozen.current = null;
      return answer;
    } catch (error) {
      if (!asProblem(error).isPassing) frozen.current = null;
      throw error;
    }
  };
}
