import { expect, test } from "vitest";
import type { Lot } from "../stock/queries.ts";
import { costOf, faultOf, goingBack, returnedLines } from "./return-lines.ts";

const lot = (id: number, on_hand: string, unit_cost: string | null) => ({ id, unit: "kg", on_hand, unit_cost }) as Lot;
const LOTS = [lot(1, "2.500", "310.0000"), lot(2, "4.000", null), lot(3, "1.000", "99.9900")];

test("what is typed goes back, up to what is left of the lot", () => {
  const typed = { 1: "2500 g", 2: " ", 3: "0" };
  expect(LOTS.map((one) => faultOf(typed, one))).toEqual([null, null, null]);
  expect(returnedLines(typed, LOTS)).toEqual([{ lot_id: 1, quantity: "2.5" }]);
  expect(costOf(typed, LOTS, 2)).toBe("775.00");
});

test("more than is left is wrong, and so is a text that is no amount", () => {
  const typed = { 1: "2.501", 2: "some" };
  expect(LOTS.map((one) => faultOf(typed, one))).toEqual(["most", "amount", null]);
  expect(goingBack(typed, LOTS).map(({ id }) => id)).toEqual([1, 2]);
});

test("a lot of unknown cost adds nothing to the cost", () => {
  const typed = { 2: "4", 3: "0.5" };
  expect(costOf(typed, LOTS, 2)).toBe("50.00");
});
