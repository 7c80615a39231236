import { expect, test } from "vitest";
import type { Sweet } from "../../api/types.ts";
import { amountIn, differing, draftOf, faultsOf, NEW_DRAFT, NO_ALLERGENS, UNDECLARED, valuesOf } from "./draft.ts";

const BARFI = {
  name: "Barfi",
  description: null,
  category_id: 3,
  price: "480.00",
  unit: "kg",
  quantity_step: "0.050",
  min_quantity: "0.100",
  low_stock_threshold: "2.000",
  shelf_life_days: 7,
  diet: "veg",
  allergens: ["milk", "nuts"],
  sku: "BRF-1",
  barcode: null,
  tax_class_id: null,
  hsn_code: null,
} as unknown as Sweet;

test("a draft as it was opened differs in nothing, however its amounts are written", () => {
  const opened = draftOf(BARFI);
  expect(differing(opened, { ...opened, price: " 480", low_stock_threshold: "2.0" })).toEqual([]);
});

test("what is changed is sent as the API takes it, and what is emptied as null", () => {
  const opened = draftOf(BARFI);
  const mine = { ...opened, price: "1,150", low_stock_threshold: "", shelf_life_days: "9", tax_class_id: "4" };
  expect(valuesOf(mine, differing(mine, opened))).toEqual({
    price: "1150",
    low_stock_threshold: null,
    shelf_life_days: 9,
    tax_class_id: 4,
  });
});

test("no allergens and nobody's word on them are two things", () => {
  const of = (allergens: string) => valuesOf({ ...NEW_DRAFT, allergens }, ["allergens"]);
  expect(of(UNDECLARED)).toEqual({ allergens: null });
  expect(of(NO_ALLERGENS)).toEqual({ allergens: [] });
  expect(of("milk,nuts")).toEqual({ allergens: ["milk", "nuts"] });
  expect(draftOf({ ...BARFI, allergens: [] }).allergens).toBe(NO_ALLERGENS);
  expect(draftOf({ ...BARFI, allergens: null }).allergens).toBe(UNDECLARED);
});

test("a form that lacks something or has words for figures says where", () => {
  expect(faultsOf({ ...NEW_DRAFT, name: " ", price: "much", shelf_life_days: "a week" })).toEqual({
    name: "missing",
    category_id: "missing",
    price: "amount",
    shelf_life_days: "whole",
  });
  expect(faultsOf(draftOf(BARFI))).toEqual({});
});

test("amounts are read with commas and in Devanagari", () => {
  expect(amountIn("1,15,000.50")).toBe("115000.5");
  expect(amountIn("१२")).toBe("12");
  expect(amountIn("-5")).toBeNull();
});
