import { Decimal, decimalsOf, isSome, parseDecimal, sum } from "../../ui/decimal.ts";

/** A payment that is put aside, or sent. */
export interface Part {
  tender: string;
  amount: string;
  /** The cash handed over, if that is more than the amount. */
  given?: string;
  reference?: string;
}

/** What is to be paid, and how cash is rounded. */
export interface Bill {
  /** The exact amount, in the decimals of the currency. */
  total: string;
  /** What all of it comes to in cash, if the shop has said so. */
  inCash?: string | undefined;
  /** The smallest coin, 0 for none. */
  step: string;
}

/** What somebody types for the tender at hand. */
export interface Entry {
  tender: string;
  amount: string;
  reference: string;
}

export type Fault = "no_amount" | "too_little" | "too_much" | "not_in_coins" | "no_coins";

const TENDERS = ["cash", "card", "upi", "account"] as const;
export type KnownTender = (typeof TENDERS)[number];
export const LETTERS: Readonly<Record<KnownTender, string>> = { cash: "C", card: "K", upi: "U", account: "A" };
/** The key of all tenders that only this shop takes: it goes from one to the next. */
export const OTHER_LETTER = "O";

export const isKnown = (tender: string): tender is KnownTender => (TENDERS as readonly string[]).includes(tender);

/** Return the tenders to choose from: on account only for a customer, and what only this shop takes. */
export function tendersFor(others: readonly string[], hasCustomer: boolean): string[] {
  return [...TENDERS.filter((tender) => tender !== "account" || hasCustomer), ...others];
}

/** Return what is left to pay beside what is put aside, exactly. */
export function restOf({ total }: Bill, parts: readonly Part[]): string {
  return new Decimal(total).minus(sum(parts.map(({ amount }) => amount))).toFixed(decimalsOf(total));
}

/** Return what is left to pay by a tender: the shop rounds what is left to cash, half up. */
export function dueBy(tender: string, bill: Bill, parts: readonly Part[]): string {
  const rest = restOf(bill, parts);
  if (tender !== "cash") return rest;
  if (parts.length === 0 && bill.inCash !== undefined) return bill.inCash;
  return isSome(bill.step) ? toCoins(rest, bill.step) : rest;
}

/** Return an amount as the shop writes it, or null for a text that is none. */
export function moneyOf(text: string, places: number): string | null {
  const amount = parseDecimal(text.replaceAll(",", ""));
  return amount !== null && new Decimal(amount).round(places).eq(amount) ? new Decimal(amount).toFixed(places) : null;
}

/** Return what keeps an entry from paying all that is left, or null. */
export function faultOf({ tender, amount: text }: Entry, bill: Bill, parts: readonly Part[]): Fault | null {
  const due = dueBy(tender, bill, parts);
  if (!isSome(due) && parts.length > 0) return isSome(restOf(bill, parts)) ? "no_coins" : null;
  if (text.trim() === "") return null;
  const amount = moneyOf(text, decimalsOf(due));
  if (amount === null) return "no_amount";
  if (new Decimal(amount).lt(due)) return "too_little";
  return tender !== "cash" && new Decimal(amount).gt(due) ? "too_much" : null;
}

/** Return what keeps an entry from being put aside as a part, or null. */
export function faultOfPart({ tender, amount: text }: Entry, due: string, step: string): Fault | null {
  const amount = moneyOf(text, decimalsOf(due));
  if (amount === null || !isSome(amount)) return "no_amount";
  if (new Decimal(amount).gte(due)) return "too_much";
  const isOdd = tender === "cash" && isSome(step) && !new Decimal(amount).mod(step).eq("0");
  return isOdd ? "not_in_coins" : null;
}

/** Return an entry as the payment of an amount; what is given above it in cash is said. */
export function partOf({ tender, amount: text, reference }: Entry, amount: string): Part {
  const typed = moneyOf(text, decimalsOf(amount));
  const hasChange = tender === "cash" && typed !== null && new Decimal(typed).gt(amount);
  return {
    tender,
    amount,
    ...(hasChange && { given: typed }),
    ...(tender !== "cash" && reference.trim() !== "" && { reference: reference.trim() }),
  };
}

/** Return the payments that cover a bill: what is put aside, and the entry for the rest. */
export function paymentsOf(entry: Entry, bill: Bill, parts: readonly Part[]): Part[] {
  const due = dueBy(entry.tender, bill, parts);
  return isSome(due) ? [...parts, partOf(entry, due)] : [...parts];
}

/** Return what payments come to. */
export function totalPaid(payments: readonly Part[], places: number): string {
  return sum(payments.map(({ amount }) => amount)).toFixed(places);
}

function toCoins(amount: string, step: string): string {
  return new Decimal(amount).div(step).round(0).times(step).toFixed(decimalsOf(amount));
}
