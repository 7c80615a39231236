import type { Schemas } from "../../api/types.ts";

type Endpoints = readonly Pick<Schemas["WebhookRead"], "id" | "is_enabled">[] | undefined;
type Delivery = Pick<Schemas["WebhookDeliveryRead"], "webhook_id" | "state" | "attempts" | "next_attempt_at">;

const EVERY_MS = 2000;
// The clock of this device may be behind, so that what is due seems to be days away.
const AT_LATEST_MS = 10_000;

/** What keeps deliveries from an endpoint. Nothing as long as the endpoints are not known. */
export function heldBy(id: number, endpoints: Endpoints): "disabled" | "deleted" | undefined {
  if (endpoints === undefined) return undefined;
  const endpoint = endpoints.find((one) => one.id === id);
  if (endpoint === undefined) return "deleted";
  return endpoint.is_enabled ? undefined : "disabled";
}

/** In how many milliseconds to ask for deliveries again while one waits: two seconds if it is due, at most ten. */
export function askAgainIn(deliveries: readonly Delivery[], endpoints: Endpoints, now: number): number | false {
  const due = deliveries.flatMap(({ webhook_id, state, attempts, next_attempt_at }) => {
    if (state !== "waiting" || next_attempt_at === null || heldBy(webhook_id, endpoints) !== undefined) return [];
    return [attempts === 0 ? now : Date.parse(next_attempt_at)];
  });
  return due.length > 0 && Math.min(AT_LATEST_MS, Math.max(EVERY_MS, Math.min(...due) - now));
}
