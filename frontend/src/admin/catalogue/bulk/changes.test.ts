import { expect, test } from "vitest";
import { isPrice, priceAfter, priceChanges } from "./changes.ts";

test("a price is rounded half up once, as the shop rounds it", () => {
  expect(priceAfter("10.50", { price_change_percent: "5" })).toBe("11.03");
  expect(priceAfter("0.55", { price_change_percent: "-12.5" })).toBe("0.48");
  expect(priceAfter("10.50", { price_change: "-0.49" })).toBe("10.01");
  expect(priceAfter("10.50", { price: "12" })).toBe("12.00");
});

test("a wish becomes a change of the API", () => {
  expect(priceChanges({ way: "raise", by: "percent", text: "5" })).toEqual({ price_change_percent: "5" });
  expect(priceChanges({ way: "lower", by: "percent", text: "2.5%" })).toEqual({ price_change_percent: "-2.5" });
  expect(priceChanges({ way: "lower", by: "amount", text: "1,000" })).toEqual({ price_change: "-1000" });
  expect(priceChanges({ way: "set", by: "percent", text: "480" })).toEqual({ price: "480" });
});

test("a wish that cannot be is refused before it is sent", () => {
  expect(priceChanges({ way: "raise", by: "percent", text: "much" })).toBe("percent");
  expect(priceChanges({ way: "lower", by: "percent", text: "100" })).toBe("percent");
  expect(priceChanges({ way: "raise", by: "percent", text: "0.125" })).toBe("percent");
  expect(priceChanges({ way: "set", by: "amount", text: "1.005" })).toBe("amount");
  expect(priceChanges({ way: "set", by: "amount", text: "" })).toBe("amount");
});

test("a price is more than nothing and fits the books", () => {
  expect(["0.00", "-1.00", "10000000000.00"].filter(isPrice)).toEqual([]);
  expect(["0.01", "9999999999.99"].filter(isPrice)).toHaveLength(2);
});
