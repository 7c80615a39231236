import type { Schemas, Sweet } from "../api/types.ts";
import { Decimal, highestOnStep } from "../ui/decimal.ts";

export type Tender = Schemas["Tender"];

/** A line of the basket: how much of a sweet, and the sweet as it was when it was put in. */
export interface BasketLine {
  quantity: string;
  sweet: SweetInBasket;
}

export type SweetInBasket = Pick<
  Sweet,
  "id" | "name" | "category" | "unit" | "price" | "quantity_step" | "min_quantity"
>;

/** An order on its way. It is frozen: repeated word for word under its key until an answer comes, so that it sells once. */
export interface Attempt {
  key: string;
  buyerId: number;
  startedAt: number;
  tender: Tender;
  lines: readonly { sweet_id: number; quantity: string }[];
}

export interface Basket {
  lines: readonly BasketLine[];
  attempt: Attempt | null;
}

export const EMPTY: Basket = { lines: [], attempt: null };

/** The API remembers keys for 24 hours. */
const KEY_LIVES_MS = 20 * 3_600_000;

/** Put more of a sweet in: all of it, or as much as there is. */
export function withMore(basket: Basket, sweet: Sweet, quantity: string): Basket {
  const before = quantityOf(basket, sweet.id);
  const wanted = new Decimal(before).plus(quantity);
  const most = new Decimal(highestOnStep(sweet.available, sweet.quantity_step));
  const reached = wanted.gt(most) ? most : wanted;
  // What was in the basket before stays, even if there is less by now: the basket's page says so.
  return reached.gt(before) ? withQuantity(basket, sweetInBasket(sweet), reached.toFixed()) : basket;
}

/** Set how much of a sweet is wanted. */
export function withQuantity(basket: Basket, sweet: SweetInBasket, quantity: string): Basket {
  const isThere = basket.lines.some((line) => line.sweet.id === sweet.id);
  const lines = isThere
    ? basket.lines.map((line) => (line.sweet.id === sweet.id ? { sweet, quantity } : line))
    : [...basket.lines, { sweet, quantity }];
  return { ...basket, lines };
}

export function without(basket: Basket, sweetId: number): Basket {
  return { ...basket, lines: basket.lines.filter((line) => line.sweet.id !== sweetId) };
}

export function quantityOf(basket: Basket, sweetId: number): string {
  return basket.lines.find((line) => line.sweet.id === sweetId)?.quantity ?? "0";
}

/** Begin to order, or go on with the order that has no answer yet. */
export function begun(basket: Basket, buyerId: number, tender: Tender, key: string, now: number): Attempt {
  const { attempt } = basket;
  if (attempt !== null && isRepeatable(attempt, buyerId, now)) return attempt;
  const lines = basket.lines.map(({ sweet, quantity }) => ({ sweet_id: sweet.id, quantity }));
  return { key, buyerId, tender, lines, startedAt: now };
}

/** Whether to repeat an attempt cannot sell a second time: the same buyer asks, and the API still knows the key. */
export function isRepeatable(attempt: Attempt, buyerId: number | null, now: number): boolean {
  const isSameBuyer = buyerId === null || buyerId === attempt.buyerId;
  return isSameBuyer && Math.abs(now - attempt.startedAt) < KEY_LIVES_MS;
}

/** Take out what an order sold. What was put in since then stays. */
export function afterSale(basket: Basket, sold: Attempt): Basket {
  if (basket.attempt?.key !== sold.key) return basket;
  const lines = basket.lines.flatMap((line) => {
    const gone = sold.lines.find(({ sweet_id }) => sweet_id === line.sweet.id);
    const left = new Decimal(line.quantity).minus(gone?.quantity ?? "0");
    return left.gt("0") ? [{ ...line, quantity: left.toFixed() }] : [];
  });
  return { lines, attempt: null };
}

/** Return a basket from its JSON. What is no basket, such as one of an older page, is empty. */
export function basketIn(text: string | null): Basket {
  try {
    const basket = JSON.parse(text ?? "null") as Basket | null;
    const lines = basket?.lines.filter(({ sweet, quantity }) => isId(sweet.id) && new Decimal(quantity).gt("0"));
    return lines === undefined ? EMPTY : { lines, attempt: basket?.attempt ?? null };
  } catch {
    return EMPTY;
  }
}

export function sweetInBasket(sweet: Sweet): SweetInBasket {
  const { id, name, category, unit, price, quantity_step, min_quantity } = sweet;
  return { id, name, category, unit, price, quantity_step, min_quantity };
}

function isId(id: unknown): boolean {
  return Number.isSafeInteger(id);
}
