import { expect, test } from "vitest";
import { firstQuantity, isQuantity, oddRest, readQuantity, usualQuantities } from "./quantity.ts";

const KG = { unit: "kg", quantity_step: "0.050", min_quantity: "0.100" } as const;
const GRAM = { unit: "g", quantity_step: "1", min_quantity: "50" } as const;
const PIECE = { unit: "piece", quantity_step: "1", min_quantity: "1" } as const;
const HALVES = { unit: "box", quantity_step: "0.5", min_quantity: "0.5" } as const;

test.each([
  ["250g", "0.25"],
  [" 250 G ", "0.25"],
  ["0.25", "0.25"],
  [".25", "0.25"],
  ["1.5kg", "1.5"],
  ["½", "0.5"],
  ["1½", "1.5"],
  ["1 ½ kg", "1.5"],
  ["3/4", "0.75"],
  ["1 1/2", "1.5"],
  ["२५० ग्राम", "0.25"],
  ["१½ किलो", "1.5"],
])("%j of a sweet sold by kg is %s kg", (text, quantity) => {
  expect(readQuantity(text, KG)).toEqual({ quantity });
});

test.each([
  ["0.25kg", GRAM, "250"],
  ["75", GRAM, "75"],
  ["12", PIECE, "12"],
  ["१२", PIECE, "12"],
  ["½", HALVES, "0.5"],
])("%j is read in the unit of the sweet", (text, sweet, quantity) => {
  expect(readQuantity(text, sweet)).toEqual({ quantity });
});

test.each(["", "-1", "1,5", "1e3", "1/0", "1/3", "0.2505", "0.5g", "abc", "250 g 2", "1..5", "99999999999"])(
  "%j is no quantity of a sweet sold by kg",
  (text) => {
    expect(readQuantity(text, KG)).toEqual({ problem: "not_a_number" });
  },
);

test("a weight of pieces is refused", () => {
  expect(readQuantity("250g", PIECE)).toEqual({ problem: "not_a_number" });
});

test("a quantity off the sweet's step or below its least is told apart", () => {
  expect(readQuantity("130g", KG)).toEqual({ problem: "off_step" });
  expect(readQuantity("1.5", PIECE)).toEqual({ problem: "off_step" });
  expect(readQuantity("50g", KG)).toEqual({ problem: "too_little" });
  expect(readQuantity("0", PIECE)).toEqual({ problem: "too_little" });
});

test("a name is no quantity, and a quantity is one of some sweet", () => {
  expect(["kaju", "k2", "8 oz"].filter(isQuantity)).toEqual([]);
  expect(["12", "250g", "½", "1 kg"].filter(isQuantity)).toHaveLength(4);
});

test("the usual quantities are those that the sweet can be sold in and that are there", () => {
  expect(usualQuantities(KG, "0.600")).toEqual(["0.1", "0.25", "0.5"]);
  expect(usualQuantities({ ...KG, min_quantity: "0.500" }, "9")).toEqual(["0.5", "1"]);
  expect(usualQuantities(PIECE, "6")).toEqual(["1", "2", "6"]);
});

test("the first quantity is the usual one, else the least", () => {
  expect(firstQuantity(KG)).toBe("0.25");
  expect(firstQuantity(KG, "0.067")).toBe("0.067");
  expect(firstQuantity(KG, "0.333")).toBe("0.25");
  expect(firstQuantity({ unit: "kg", quantity_step: "0.400", min_quantity: "2.000" })).toBe("2");
});

test.each([
  [KG, "0.130", "0.13"],
  [KG, "0.050", "0.05"],
  [KG, "0.150", null],
  [KG, "0.000", null],
  [KG, null, null],
  [HALVES, "0.3", "0.3"],
])("what is left of a sweet is offered whole if it can be sold in no other way", (sweet, available, rest) => {
  expect(oddRest(sweet, available)).toBe(rest);
});
