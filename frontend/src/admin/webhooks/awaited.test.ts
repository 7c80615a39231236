import { expect, test } from "vitest";
import { askAgainIn, heldBy } from "./awaited.ts";

const NOW = Date.parse("2026-11-30T06:00:00Z");
const ENDPOINTS = [
  { id: 1, is_enabled: true },
  { id: 2, is_enabled: false },
];
const waiting = (webhook_id: number, next_attempt_at: string | null, attempts = 1) => ({
  ...{ webhook_id, next_attempt_at, attempts },
  state: "waiting" as const,
});

test("deliveries are asked for again every two seconds while one is due, and every ten while one waits", () => {
  const due = waiting(1, "2026-11-30T05:59:00Z");
  const [soon, later] = [waiting(1, "2026-11-30T06:00:05Z"), waiting(1, "2027-11-30T06:05:00Z")];
  expect(askAgainIn([later, soon, due], ENDPOINTS, NOW)).toBe(2000);
  expect(askAgainIn([later, soon], ENDPOINTS, NOW)).toBe(5000);
  expect(askAgainIn([later], ENDPOINTS, NOW)).toBe(10_000);
  expect(askAgainIn([waiting(1, "2026-11-30T07:00:00Z", 0)], ENDPOINTS, NOW)).toBe(2000);
});

test("nothing is asked for again when no delivery is to be sent", () => {
  const past = "2026-11-30T05:59:00Z";
  const delivered = { ...waiting(1, null), state: "delivered" as const };
  expect(askAgainIn([delivered, waiting(1, null), waiting(2, past), waiting(3, past)], ENDPOINTS, NOW)).toBe(false);
});

test("an endpoint is not called deleted before the endpoints are known", () => {
  expect([1, 2, 3].map((id) => heldBy(id, ENDPOINTS))).toEqual([undefined, "disabled", "deleted"]);
  expect(heldBy(3, undefined)).toBeUndefined();
});
