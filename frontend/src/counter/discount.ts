import { Decimal, parseDecimal } from "../ui/decimal.ts";

/** A discount as it is written: a share of the price, or money. */
export type WrittenDiscount = { percent: string } | { amount: string };

/** Read `10%` or `50`, with up to as many decimals as money has; null for a text that is neither, or more than all of it. */
export function readDiscount(text: string, places = 2): WrittenDiscount | null {
  const isShare = text.trim().endsWith("%");
  const number = parseDecimal(text.trim().replace(/%$/, ""));
  if (number === null) return null;
  const exact = new Decimal(number);
  if (exact.eq("0") || !exact.round(isShare ? 2 : places).eq(exact)) return null;
  if (!isShare) return { amount: exact.toFixed(places) };
  return exact.lte("100") ? { percent: exact.toFixed() } : null;
}
