import { expect, test } from "vitest";
import { coinsOf, isCounted, notesOf, readCount, worthOf } from "./coins.ts";

test("coins and notes come to their sum, to the paisa", () => {
  const notes = notesOf({ "500": "2", "10": " 5 ", "1": "", "0.05": "3" });
  expect(notes).toEqual({ "500": 2, "10": 5, "0.05": 3 });
  expect(worthOf(notes ?? {}, 2)).toBe("1050.15");
  expect(worthOf({}, 0)).toBe("0");
});

test("a count is a whole number, in digits of Devanagari too", () => {
  expect(readCount("१२")).toBe(12);
  expect(readCount("")).toBe(0);
  for (const text of ["-1", "1.5", "two", "1000000000"]) expect(readCount(text)).toBeNull();
  expect(notesOf({ "10": "x" })).toBeNull();
});

test("nothing is counted until something is typed", () => {
  expect(isCounted({ "10": " " })).toBe(false);
  expect(isCounted({ "10": "0" })).toBe(true);
});

test("every shop has coins, the largest first", () => {
  for (const currency of ["INR", "JPY", "KWD", "XYZ"]) {
    const coins = coinsOf(currency);
    expect([...coins].sort((one, other) => Number(other) - Number(one))).toEqual(coins);
  }
});
