import type { Schemas, Sweet } from "../../api/types.ts";
import { Decimal, parseDecimal } from "../../ui/decimal.ts";

export const DRAFT_FIELDS = [
  "name",
  "description",
  "category_id",
  "price",
  "unit",
  "quantity_step",
  "min_quantity",
  "low_stock_threshold",
  "shelf_life_days",
  "diet",
  "allergens",
  "sku",
  "barcode",
  "tax_class_id",
  "hsn_code",
] as const;

export type DraftField = (typeof DRAFT_FIELDS)[number];

/** A sweet as its form holds it: each field as somebody typed it. */
export type Draft = Readonly<Record<DraftField, string>>;

/** What the allergens of a draft say where they name none: nobody declared any, or there are none. */
export const UNDECLARED = "";
export const NO_ALLERGENS = "none";

export const NEW_DRAFT: Draft = {
  name: "",
  description: "",
  category_id: "",
  price: "",
  unit: "kg",
  quantity_step: "",
  min_quantity: "",
  low_stock_threshold: "",
  shelf_life_days: "",
  diet: "",
  allergens: UNDECLARED,
  sku: "",
  barcode: "",
  tax_class_id: "",
  hsn_code: "",
};

export function draftOf(sweet: Sweet): Draft {
  return {
    name: sweet.name,
    description: sweet.description ?? "",
    category_id: String(sweet.category_id),
    price: sweet.price,
    unit: sweet.unit,
    quantity_step: plain(sweet.quantity_step),
    min_quantity: plain(sweet.min_quantity),
    low_stock_threshold: sweet.low_stock_threshold === null ? "" : plain(sweet.low_stock_threshold),
    shelf_life_days: String(sweet.shelf_life_days ?? ""),
    diet: sweet.diet ?? "",
    allergens: sweet.allergens === null ? UNDECLARED : sweet.allergens.join(",") || NO_ALLERGENS,
    sku: sweet.sku,
    barcode: sweet.barcode ?? "",
    tax_class_id: String(sweet.tax_class_id ?? ""),
    hsn_code: sweet.hsn_code ?? "",
  };
}

/** Return the fields in which two drafts say different things. */
export function differing(one: Draft, other: Draft): DraftField[] {
  return DRAFT_FIELDS.filter((field) => valueIn(one, field) !== valueIn(other, field));
}

/** Return the values of some fields as the API takes them; what is not filled in is null. */
export function valuesOf(draft: Draft, fields: readonly DraftField[]): Schemas["SweetUpdate"] {
  const values = fields.map((field) => {
    const value = valueIn(draft, field);
    if (value === "") return [field, null];
    if (field === "allergens") return [field, allergensIn(value)];
    return [field, WHOLE.has(field) && /^\d+$/.test(value) ? Number(value) : value];
  });
  return Object.fromEntries(values);
}

export function allergensIn(value: string): Schemas["Allergen"][] {
  return value === UNDECLARED || value === NO_ALLERGENS ? [] : (value.split(",") as Schemas["Allergen"][]);
}

export type Fault = "missing" | "amount" | "whole";

/** Return what is wrong with a draft on the face of it; the shop knows the rest. */
export function faultsOf(draft: Draft): Partial<Record<DraftField, Fault>> {
  const faults: Partial<Record<DraftField, Fault>> = {};
  for (const field of REQUIRED) if (draft[field].trim() === "") faults[field] = "missing";
  for (const field of AMOUNTS)
    if (draft[field].trim() !== "" && amountIn(draft[field]) === null) faults[field] = "amount";
  if (!/^\d*$/.test(draft.shelf_life_days.trim())) faults.shelf_life_days = "whole";
  return faults;
}

const REQUIRED = ["name", "category_id", "price"] as const;
const AMOUNTS = ["price", "quantity_step", "min_quantity", "low_stock_threshold"] as const;
const WHOLE: ReadonlySet<DraftField> = new Set(["category_id", "tax_class_id", "shelf_life_days"]);

function valueIn(draft: Draft, field: DraftField): string {
  const text = draft[field].trim();
  return (AMOUNTS as readonly string[]).includes(field) ? (amountIn(text) ?? text) : text;
}

/** Return an amount as the shop writes it, or null for a text that is none. People write 1,150 and 1,150.00. */
export function amountIn(text: string): string | null {
  return parseDecimal(text.replaceAll(",", ""));
}

function plain(quantity: string): string {
  return new Decimal(quantity).toFixed();
}
