import { Decimal, parseDecimal } from "../ui/decimal.ts";

/** A discount as it is written: a share of the price, or money. */
export type WrittenDiscount = { percent: string } | { amount: string };

/** Read `10%` or `50`; null for a text that is neither, or more than all of it. */
export function readDiscount(text: string): WrittenDiscount | null {
  const isShare = text.trim().endsWith("%");
  const number = parseDecimal(text.trim().replace(/%$/, ""));
  if (number === null) return null;
  const exact = new Decimal(number);
  if (exact.eq("0") || !exact.round(2).eq(exact)) return null;
  if (!isShare) return { amount: exact.toFixed(2) };
  return exact.lte("100") ? { percent: exact.toFixed() } : null;
}
