import type { Schemas, Sweet } from "../../../api/types.ts";
import { Decimal, decimalsOf } from "../../../ui/decimal.ts";
import { amountIn } from "../draft.ts";

export type Changes = Schemas["SweetChanges"];
export type PriceFault = "percent" | "amount";

const HIGHEST = new Decimal("9999999999.99");
const PERCENT = /^\d{1,4}(\.\d{1,2})?$/;

/** How prices are to change, as its form holds it. */
export interface PriceWish {
  way: "raise" | "lower" | "set";
  by: "percent" | "amount";
  text: string;
}

/** Return what a wish asks of the API, or what is wrong with it on the face of it. */
export function priceChanges({ way, by, text }: PriceWish, places = 2): Changes | PriceFault {
  const amount = amountIn(text.replace(/%$/, ""));
  const isPercent = way !== "set" && by === "percent";
  if (amount === null || !(isPercent ? PERCENT.test(amount) : decimalsOf(amount) <= places))
    return isPercent ? "percent" : "amount";
  if (way === "set") return { price: amount };
  const signed = way === "lower" ? `-${amount}` : amount;
  if (!isPercent) return { price_change: signed };
  return new Decimal(signed).gt("-100") ? { price_change_percent: signed } : "percent";
}

/** Return what a sweet costs after a change, rounded once as the shop does it. */
export function priceAfter(price: string, changes: Changes): string {
  if (changes.price != null) return new Decimal(String(changes.price)).toFixed(decimalsOf(price));
  if (changes.price_change != null)
    return new Decimal(price).plus(String(changes.price_change)).toFixed(decimalsOf(price));
  if (changes.price_change_percent != null) {
    const share = new Decimal("100").plus(String(changes.price_change_percent));
    return new Decimal(price).times(share).div("100").toFixed(decimalsOf(price));
  }
  return price;
}

export function isPrice(price: string): boolean {
  const amount = new Decimal(price);
  return amount.gt("0") && amount.lte(HIGHEST);
}

/** Return a sweet as it is after a change. */
export function changed(sweet: Sweet, changes: Changes): Sweet {
  return {
    ...sweet,
    price: priceAfter(sweet.price, changes),
    ...(changes.category_id != null && { category_id: changes.category_id }),
    ...(changes.tax_class_id !== undefined && { tax_class_id: changes.tax_class_id }),
    ...(changes.low_stock_threshold !== undefined && {
      low_stock_threshold: changes.low_stock_threshold === null ? null : String(changes.low_stock_threshold),
    }),
  };
}
