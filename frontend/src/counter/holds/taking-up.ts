import { newIdempotencyKey } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";
import { kept } from "../../remembered.ts";

export type HeldTicket = Schemas["HeldTicketSummary"];

/** A held ticket that this device asked for and does not have yet, with the key that gets it however often it asks. */
interface TakingUp {
  held: HeldTicket;
  key: string;
}

/** They outlive the page: the shop no longer lists a ticket whose answer was lost. */
const store = kept<readonly TakingUp[]>("counter-taking-up", read, JSON.stringify);

export const subscribeTakingUp = store.subscribe;
export const currentTakingUp = store.get;

/** Return the key for a held ticket: the same one until it is there. */
export function beginTakingUp(held: HeldTicket): string {
  const begun = store.get().find((one) => one.held.id === held.id);
  if (begun !== undefined) return begun.key;
  const key = newIdempotencyKey();
  store.change((all) => [...all, { held, key }]);
  return key;
}

export function endTakingUp({ id }: HeldTicket): void {
  store.change((all) => all.filter(({ held }) => held.id !== id));
}

function read(text: string | null): readonly TakingUp[] {
  try {
    const stored: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(stored) && stored.every(isTakingUp) ? stored : [];
  } catch {
    return [];
  }
}

function isTakingUp(stored: Partial<TakingUp> | null): boolean {
  return (
    typeof stored?.key === "string" && typeof stored.held?.id === "number" && typeof stored.held.total === "string"
  );
}
