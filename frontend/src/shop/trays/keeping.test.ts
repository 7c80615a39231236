import { expect, test } from "vitest";
import { formatsOf } from "../../ui/formats.ts";
import { en } from "../../words/en/index.ts";
import { hi } from "../../words/hi/index.ts";
import { keepingOf } from "./keeping.ts";

/** A Saturday. */
const SHOP = {
  name: "Sweet Shop",
  address: "",
  currency: "INR",
  time_zone: "Asia/Kolkata",
  today: "2026-11-28",
  customers_may_buy: true,
};
const english = formatsOf(SHOP, "en", en);

test.each([
  ["2026-11-28", "Eat today"],
  ["2026-11-29", "Best by tomorrow"],
  ["2026-11-30", "Keeps till Monday"],
  ["2026-12-04", "Keeps till Friday"],
  ["2026-12-05", "Keeps 7 days"],
  ["2026-12-11", "Keeps 13 days"],
  ["2026-12-12", "Keeps 2 weeks"],
  ["2026-12-27", "Keeps 4 weeks"],
  ["2026-12-28", "Keeps a month"],
  ["2027-02-28", "Keeps 3 months"],
])("best before %s is said as %j", (day, words) => {
  expect(keepingOf(day, english, en)).toBe(words);
});

test("a weekday is named only while it can mean one day", () => {
  expect(keepingOf("2026-12-05", english, en)).not.toContain("Saturday");
});

test("Hindi says the same", () => {
  expect(keepingOf("2026-11-30", formatsOf(SHOP, "hi", hi), hi)).toBe("सोमवार तक अच्छा");
});
