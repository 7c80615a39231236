import { expect, test } from "vitest";
import { numberOf } from "./sale-number.ts";

const NEWEST = "2026-27/002289";

test.each([
  ["", null],
  ["7", "2026-27/000007"],
  ["002289", "2026-27/002289"],
  ["1234567", "2026-27/1234567"],
  [" 2025-26/000007 ", "2025-26/000007"],
  ["abc", "abc"],
])("%j is the number %j", (text, number) => {
  expect(numberOf(text, NEWEST)).toBe(number);
});

test("without a sale to go by the text is taken as it is", () => {
  expect(numberOf("7", undefined)).toBe("7");
});
