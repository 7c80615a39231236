import type { Schemas } from "../../api/types.ts";
import { Decimal, parseDecimal } from "../../ui/decimal.ts";

export type Diet = Schemas["Diet"];
export type Allergen = Schemas["Allergen"];

export const DIETS: readonly Diet[] = ["veg", "vegan", "egg", "non_veg"];
/** Those that a sweet shop meets come first. */
export const ALLERGENS: readonly Allergen[] = [
  "milk",
  "nuts",
  "peanuts",
  "gluten",
  "sesame",
  "soya",
  "egg",
  "celery",
  "crustaceans",
  "fish",
  "lupin",
  "molluscs",
  "mustard",
  "sulphites",
];
/** The first is the shop's own order, or the best match of a search. */
export const SORTS = ["", "name", "price", "-price", "-created_at"] as const;
export type Sort = (typeof SORTS)[number];

/** Which sweets a customer wants to see: what the address of the trays says. */
export interface Wanted {
  q: string;
  category: string;
  min: string;
  max: string;
  diet: readonly Diet[];
  without: readonly Allergen[];
  inStock: boolean;
  sort: Sort;
}

export const EVERYTHING: Wanted = {
  q: "",
  category: "",
  min: "",
  max: "",
  diet: [],
  without: [],
  inStock: false,
  sort: "",
};

/** The longest text the API searches for. */
const LONGEST = 200;

/** Read an address. What makes no sense in it counts as not said. */
export function wantedIn(params: URLSearchParams): Wanted {
  const text = (name: string) =>
    (params.get(name) ?? "")
      .replace(/\p{Cc}/gu, " ")
      .trim()
      .slice(0, LONGEST);
  const several = <Value extends string>(name: string, known: readonly Value[]) => {
    const given = new Set(text(name).split(","));
    return known.filter((value) => given.has(value));
  };
  const min = priceIn(text("min"));
  const max = priceIn(text("max"));
  const isOrdered = areInOrder(min, max);
  return {
    q: text("q"),
    category: text("category"),
    min: isOrdered ? min : "",
    max: isOrdered ? max : "",
    diet: several("diet", DIETS),
    without: several("without", ALLERGENS),
    inStock: params.get("in_stock") === "true",
    sort: SORTS.find((sort) => sort === params.get("sort")) ?? "",
  };
}

/** Write an address, which says only what was chosen. */
export function addressOfWanted(wanted: Wanted): string {
  const said = Object.entries({
    q: wanted.q,
    category: wanted.category,
    min: wanted.min,
    max: wanted.max,
    diet: wanted.diet.join(","),
    without: wanted.without.join(","),
    in_stock: wanted.inStock ? "true" : "",
    sort: wanted.sort,
  }).filter(([, value]) => value !== "");
  return said.length === 0 ? "" : `?${new URLSearchParams(said).toString().replaceAll("%2C", ",")}`;
}

/** Count what is chosen in the panel. */
export function countOf({ diet, without, min, max, inStock }: Wanted): number {
  return diet.length + without.length + [min, max, inStock || ""].filter(Boolean).length;
}

/** Return the same as filters of the API. */
export function filtersOf({ q, category, min, max, diet, without, inStock, sort }: Wanted) {
  const order = sort === "" && q === "" ? "created_at" : sort;
  return {
    ...(q !== "" && { q }),
    ...(category !== "" && { category }),
    ...(min !== "" && { min_price: min }),
    ...(max !== "" && { max_price: max }),
    ...(diet.length > 0 && { diet: diet.join(",") }),
    ...(without.length > 0 && { without: without.join(",") }),
    ...(inStock && { in_stock: true }),
    ...(order !== "" && { sort: order }),
  };
}

/** Return a price as the API takes it, or "" for a text that is none; no currency here has more than 3 decimals. */
export function priceIn(text: string, places = 3): string {
  const price = parseDecimal(text);
  return price === null ? "" : new Decimal(price).round(places).toFixed();
}

export function areInOrder(min: string, max: string): boolean {
  return min === "" || max === "" || new Decimal(min).lte(max);
}
