import { expect, test } from "vitest";
import { isRefusal } from "./use-order.ts";

test.each([
  [409, "insufficient_stock", true],
  [422, "off_step_quantity", true],
  [403, "forbidden", true],
  [409, "idempotency_key_in_progress", false],
  [401, "invalid_token", false],
  [429, "too_many_requests", false],
  [503, "too_busy", false],
  [0, "no_answer", false],
])("after %i %s it is sure that nothing was sold: %s", (status, code, isSure) => {
  expect(isRefusal({ status, code })).toBe(isSure);
});
