import { expect, test } from "vitest";
import { likelySums, piecesOf } from "./cash.ts";

test.each([
  ["1762.00", ["1770.00", "1800.00", "2000.00"]],
  ["135.00", ["140.00", "200.00", "500.00"]],
  ["480.00", ["500.00", "1000.00", "2000.00"]],
  ["500.00", ["1000.00", "2000.00"]],
  ["0.50", ["10.00", "100.00", "500.00"]],
])("for %s a customer hands over one of %j", (total, sums) => {
  expect(likelySums(total, "INR")).toEqual(sums);
});

test("a currency without known notes has round sums", () => {
  expect(likelySums("12.34", "XTS")).toEqual(["15.00", "20.00", "50.00"]);
});

test("change is the fewest notes and coins", () => {
  const written = (change: string) => piecesOf(change, "INR").map(({ value, count }) => `${count}x${value}`);
  expect(written("238.00")).toEqual(["1x200", "1x20", "1x10", "1x5", "1x2", "1x1"]);
  expect(written("40.00")).toEqual(["2x20"]);
  expect(written("1500.50")).toEqual(["3x500"]);
  expect(written("0.00")).toEqual([]);
  expect(piecesOf("5.00", "XTS")).toEqual([]);
});

test("ten rupees are a note and five a coin", () => {
  expect(piecesOf("15.00", "INR").map(({ isCoin }) => isCoin)).toEqual([false, true]);
});
