import { api, ask, newIdempotencyKey } from "./client.ts";
import { type Problem, unanswered } from "./problems.ts";
import type { Schemas } from "./types.ts";

export type NewSale = Schemas["SaleCreate"];

/**
 * A sale that was sent and has no answer yet. Its key and its body stay as they are until there is one, so that sending it
 * again is one sale or none (docs/decisions, "A sent sale stays with its ticket").
 */
export interface SentSale {
  key: string;
  body: NewSale;
  sentAt: string;
  /** The shop knows a key together with the user who sent it. */
  userId: number;
}

const LONGEST_WAIT_MS = 12_000;
/** The shop knows a key for a day. Well before that ends a sale has to be looked up instead. */
const KEY_LASTS_MS = 20 * 3_600_000;

/** Refusals after which the sale may have been made before, or may be made yet. */
const OPEN = new Set([401, 408, 425, 429]);

/** Freeze a sale at the moment when somebody decides on it. */
export function freeze(body: NewSale, userId: number): SentSale {
  return { key: newIdempotencyKey(), body, userId, sentAt: new Date().toISOString() };
}

/** Send a sale, for the first time or again. */
export async function sendSale({ key, body }: SentSale): Promise<Schemas["SaleRead"]> {
  const signal = AbortSignal.timeout(LONGEST_WAIT_MS);
  try {
    return await ask(api.POST("/api/sales", { params: { header: { "Idempotency-Key": key } }, body, signal }));
  } catch (error) {
    throw signal.aborted ? unanswered() : error;
  }
}

/** Whether a failure leaves open what became of a sale. Any other one says that nothing was sold. */
export function leavesOpen({ status, code, isPassing }: Pick<Problem, "status" | "code" | "isPassing">): boolean {
  return isPassing || OPEN.has(status) || code === "idempotency_key_in_progress";
}

/** Whether sending a sale again cannot be a second sale. Whoever is not logged in yet may log in as who sent it. */
export function canAskAgain({ userId, sentAt }: SentSale, user: number | null, now = Date.now()): boolean {
  return (user === null || user === userId) && Math.abs(now - Date.parse(sentAt)) < KEY_LASTS_MS;
}
