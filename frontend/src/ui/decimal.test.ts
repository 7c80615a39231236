import { expect, test } from "vitest";
import { Decimal, highestOnStep, lineTotal, parseDecimal, sum } from "./decimal.ts";
import { isTooFine } from "./too-fine.ts";

test("a line is rounded once, half up", () => {
  expect(lineTotal("0.35", "0.1")).toBe("0.04");
  expect(lineTotal("9999999999.99", "1.005")).toBe("10049999999.99");
});

test("amounts add up exactly", () => {
  expect(sum(["0.1", "0.2"]).toFixed(2)).toBe("0.30");
  expect(sum([]).toFixed(2)).toBe("0.00");
});

test("a JavaScript number is refused", () => {
  expect(() => new Decimal(0.1)).toThrow();
});

test("the most that can be taken is on a step", () => {
  expect(highestOnStep("0.72", "0.05")).toBe("0.7");
  expect(highestOnStep("0.04", "0.05")).toBe("0");
});

test.each([
  ["12", "12"],
  [" 0.250 ", "0.25"],
  [".5", "0.5"],
  ["१.५", "1.5"],
])("%j is the number %s", (text, expected) => {
  expect(parseDecimal(text)).toBe(expected);
});

test.each(["", "1,5", "1e3", "-1", "0.2505", "NaN", "1.", "²"])("%j is no quantity", (text) => {
  expect(parseDecimal(text)).toBeNull();
});

test.each([
  ["12.5", 0, true],
  ["12.0", 0, false],
  ["1,200.50", 2, false],
  ["1.255", 2, true],
  ["१.२५५", 2, true],
  ["1.255", 3, false],
  ["1.2555", 3, true],
  ["much", 2, false],
])("whether %s has more than %i decimals: %s", (text, places, expected) => {
  expect(isTooFine(text, places)).toBe(expected);
});
