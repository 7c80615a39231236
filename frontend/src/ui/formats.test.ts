import { expect, test } from "vitest";
import { en } from "../words/en/index.ts";
import { hi } from "../words/hi/index.ts";
import { formatsOf } from "./formats.ts";

const KOLKATA = {
  name: "Sweet Shop",
  address: "",
  currency: "INR",
  time_zone: "Asia/Kolkata",
  today: "2026-11-28",
  customers_may_buy: true,
};
const english = formatsOf(KOLKATA, "en", en);
const hindi = formatsOf(KOLKATA, "hi", hi);

test("money is exact, however large, and grouped as its country groups it", () => {
  expect(english.money("9999999999.99")).toBe("₹9,99,99,99,999.99");
  expect(formatsOf({ ...KOLKATA, currency: "USD" }, "en", en).money("1234567.80")).toBe("$1,234,567.80");
  expect(hindi.money("1762.00")).toBe("₹1,762.00");
});

test("a price drops the paise only if there are none", () => {
  expect(english.price("24.00")).toBe("₹24");
  expect(english.price("24.50")).toBe("₹24.50");
});

test("a weight has all its decimals, and pieces are counted in words", () => {
  expect(english.quantity("0.75", "kg")).toBe("0.750 kg");
  expect(english.quantity("1.000", "piece")).toBe("1 piece");
  expect(english.quantity("12", "piece")).toBe("12 pieces");
  expect(hindi.quantity("2", "box")).toBe("2 डिब्बे");
});

test("people ask for grams below a kilogram", () => {
  expect(english.amount("0.250", "kg")).toBe("250 g");
  expect(english.amount("1.500", "kg")).toBe("1.5 kg");
  expect(english.amount("250", "g")).toBe("250 g");
});

test("a moment is told in the shop's time zone and a day stays that day", () => {
  expect(english.date("2026-11-28T19:00:00Z")).toBe("29 Nov 2026");
  expect(english.time("2026-11-28T11:12:00Z")).toMatch(/^4:42\spm$/);
  expect(english.date("2026-11-28")).toBe("28 Nov 2026");
  expect(english.weekday("2026-11-28")).toBe("Saturday");
});

test("days are counted from the shop's today", () => {
  expect([english.daysAhead("2026-11-28"), english.daysAhead("2026-12-01")]).toEqual([0, 3]);
});
