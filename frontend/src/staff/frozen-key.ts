import { useState } from "react";
import { newIdempotencyKey } from "../api/client.ts";
import { asProblem } from "../api/problems.ts";
import { leavesOpen } from "../api/sent-sale.ts";

/** One sender for each form that is open; see `frozenKey`. */
export function useFrozenKey() {
  return useState(frozenKey)[0];
}

/**
 * Send a request with one key for as long as it stays the same and has no answer: pressed again after a lost reply it has
 * its effect once. Another request gets another key.
 */
export function frozenKey() {
  let frozen: { request: string; key: string } | null = null;
  return async <Answer>(request: unknown, send: (key: string) => Promise<Answer>): Promise<Answer> => {
    const text = JSON.stringify(request);
    if (frozen?.request !== text) frozen = { request: text, key: newIdempotencyKey() };
    const mine = frozen;
    const forget = () => {
      if (frozen === mine) frozen = null;
    };
    try {
      const answer = await send(mine.key);
      forget();
      return answer;
    } catch (error) {
      if (!leavesOpen(asProblem(error))) forget();
      throw error;
    }
  };
}
