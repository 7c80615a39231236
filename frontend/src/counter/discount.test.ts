import { expect, test } from "vitest";
import { readDiscount } from "./discount.ts";

test.each([
  ["10%", { percent: "10" }],
  [" 2.5 % ", { percent: "2.5" }],
  ["१०%", { percent: "10" }],
  ["50", { amount: "50.00" }],
  ["0.50", { amount: "0.50" }],
])("%j is a discount", (text, expected) => {
  expect(readDiscount(text)).toEqual(expected);
});

test.each(["", "%", "0", "0%", "101%", "-5", "2.555", "10%%", "ten"])("%j is none", (text) => {
  expect(readDiscount(text)).toBeNull();
});
