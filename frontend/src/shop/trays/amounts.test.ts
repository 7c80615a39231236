import { expect, test } from "vitest";
import { amountsOf, isSoldOut } from "./amounts.ts";

const LADOO = { unit: "kg", quantity_step: "0.050", min_quantity: "0.100", available: "9.000" } as const;
const RASGULLA = { unit: "piece", quantity_step: "1.000", min_quantity: "1.000", available: "90.000" } as const;

test("the usual amounts of each unit are offered", () => {
  expect(amountsOf(LADOO)).toEqual(["0.25", "0.5", "1"]);
  expect(amountsOf(RASGULLA)).toEqual(["2", "4", "8"]);
  expect(amountsOf({ ...RASGULLA, unit: "box" })).toEqual(["1", "2", "3"]);
});

test("an amount that is not on the step becomes the next one that is", () => {
  expect(amountsOf({ ...LADOO, quantity_step: "0.200" })).toEqual(["0.4", "0.6", "1"]);
  expect(amountsOf({ ...RASGULLA, quantity_step: "6.000" })).toEqual(["6", "12"]);
});

test("no amount is below the minimum", () => {
  expect(amountsOf({ ...LADOO, min_quantity: "0.500" })).toEqual(["0.5", "1"]);
  expect(amountsOf({ ...LADOO, min_quantity: "5.000", available: "90.000" })).toEqual(["5", "10", "20"]);
});

test("the last amount is all that is left, if that is less than usual", () => {
  expect(amountsOf({ ...LADOO, available: "0.770" })).toEqual(["0.25", "0.5", "0.75"]);
  expect(amountsOf({ ...LADOO, available: "0.200" })).toEqual(["0.2"]);
});

test("a sweet of which less is left than may be sold is sold out", () => {
  expect(isSoldOut({ ...LADOO, available: "0.090" })).toBe(true);
  expect(isSoldOut({ ...LADOO, available: "0.100" })).toBe(false);
});
