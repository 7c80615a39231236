import { expect, test } from "vitest";
import { staleOf } from "./stale.ts";

test("what went since the count is taken off it", () => {
  const count = { counted: "64.000", expected: "66.000", on_hand: "60.000" };
  expect(staleOf(count)).toEqual({ moved: "6.000", hasGone: true, byNow: "58.000" });
});

test("what came since the count is added to it", () => {
  const count = { counted: "1.150", expected: "1.200", on_hand: "3.200" };
  expect(staleOf(count)).toEqual({ moved: "2.000", hasGone: false, byNow: "3.150" });
});

test("there is never less than nothing on the shelf", () => {
  expect(staleOf({ counted: "1.000", expected: "5.000", on_hand: "2.000" }).byNow).toBe("0.000");
});
