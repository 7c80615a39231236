import { expect, test } from "vitest";
import { shop } from "../../words/en/shop.ts";
import { ALLERGENS, addressOfWanted, EVERYTHING, filtersOf, priceIn, wantedIn } from "./wanted.ts";

const read = (address: string) => wantedIn(new URLSearchParams(address));

test("an address says everything that was chosen, and is read back as that", () => {
  const wanted = {
    q: "gulb & co",
    category: "Barfi & Katli",
    min: "100",
    max: "650.5",
    diet: ["veg", "vegan"],
    without: ["nuts"],
    inStock: true,
    sort: "-price",
  } as const;
  expect(read(addressOfWanted(wanted))).toEqual(wanted);
});

test("an address without choices says nothing", () => {
  expect(addressOfWanted(EVERYTHING)).toBe("");
  expect(read("")).toEqual(EVERYTHING);
});

test("what makes no sense in an address counts as not said", () => {
  expect(read("?q=%00&category=%0A&min=99999999999")).toEqual(EVERYTHING);
  expect(read("?min=cheap&diet=veg,everything&without=x&sort=taste&in_stock=perhaps")).toEqual({
    ...EVERYTHING,
    diet: ["veg"],
  });
});

test("prices in the wrong order count as not said", () => {
  expect(read("?min=500&max=100")).toEqual(EVERYTHING);
});

test("the API is asked for the shop's own order, but for the best match of a search", () => {
  expect(filtersOf(EVERYTHING)).toEqual({ sort: "created_at" });
  expect(filtersOf({ ...EVERYTHING, q: "gulb" })).toEqual({ q: "gulb" });
  expect(filtersOf({ ...EVERYTHING, q: "gulb", sort: "price" })).toEqual({ q: "gulb", sort: "price" });
});

test("the API gets lists and decimals as it reads them", () => {
  expect(filtersOf(read("?min=99.999&diet=vegan,veg&without=nuts,milk&in_stock=true"))).toEqual({
    min_price: "99.999",
    diet: "veg,vegan",
    without: "milk,nuts",
    in_stock: true,
    sort: "created_at",
  });
});

test("every allergen that a label names can be left out", () => {
  expect([...ALLERGENS].sort()).toEqual(Object.keys(shop.allergens).sort());
});

test("a typed price has the decimals of the currency", () => {
  expect([0, 2, 3].map((places) => priceIn("12.345", places))).toEqual(["12", "12.35", "12.345"]);
  expect(priceIn("cheap", 2)).toBe("");
});
