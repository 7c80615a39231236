import { expect, test } from "vitest";
import { faultOf, moved } from "./bounds.ts";

const KILOS = { step: "0.05", least: "0.1", most: "0.72" };

test.each([
  [null, "not_a_number"],
  ["0.05", "too_little"],
  ["0.75", "too_much"],
  ["0.11", "off_step"],
  ["0.7", null],
] as const)("of %j the fault is %s", (quantity, fault) => {
  expect(faultOf(quantity, KILOS)).toBe(fault);
});

test.each([
  ["0.35", 1, "0.4"],
  ["0.35", -1, "0.3"],
  ["0.37", 1, "0.4"],
  ["0.37", -1, "0.35"],
  ["0.1", -1, "0.1"],
  ["0.7", 1, "0.7"],
  ["9", 1, "0.7"],
] as const)("from %s a key that moves by %i leads to %s", (quantity, by, expected) => {
  expect(moved(quantity, by, KILOS)).toBe(expected);
});

test("a key leads nowhere if there is less than may be taken", () => {
  expect(moved("0.1", 1, { ...KILOS, most: "0.04" })).toBe("0.1");
});
