import { expect, test } from "vitest";
import { Problem } from "./problems.ts";
import { canAskAgain, leavesOpen, type SentSale } from "./sent-sale.ts";

test.each([
  [409, "insufficient_stock", false],
  [422, "off_step_quantity", false],
  [403, "forbidden", false],
  [409, "idempotency_key_in_progress", true],
  [401, "invalid_token", true],
  [429, "too_many_requests", true],
  [503, "too_busy", true],
  [0, "no_answer", true],
])("whether %i %s leaves open what became of the sale: %s", (status, code, isOpen) => {
  expect(leavesOpen(new Problem({ status, code, detail: "" }))).toBe(isOpen);
});

const NOON = Date.parse("2026-11-28T12:00:00Z");
const HOUR = 3_600_000;
const sent: SentSale = { key: "k", body: { tender: "cash", lines: [] }, sentAt: "2026-11-28T12:00:00Z", userId: 7 };

test("only who sent a sale may ask again", () => {
  expect(canAskAgain(sent, 7, NOON)).toBe(true);
  expect(canAskAgain(sent, 8, NOON)).toBe(false);
  expect(canAskAgain(sent, null, NOON)).toBe(true);
});

test("nobody asks again when the shop may have forgotten the key", () => {
  expect(canAskAgain(sent, 7, NOON + 19 * HOUR)).toBe(true);
  expect(canAskAgain(sent, 7, NOON + 21 * HOUR)).toBe(false);
});
