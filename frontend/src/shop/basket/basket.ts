import type { NewSale, SentSale } from "../../api/sent-sale.ts";
import type { Sweet } from "../../api/types.ts";
import { Decimal, highestOnStep, parseDecimal } from "../../ui/decimal.ts";

/** A line of the basket: how much of a sweet, and the sweet as it was when it was put in. */
export interface BasketLine {
  quantity: string;
  sweet: SweetInBasket;
}

export type SweetInBasket = Pick<
  Sweet,
  "id" | "name" | "category" | "unit" | "price" | "quantity_step" | "min_quantity"
>;

export interface Basket {
  lines: readonly BasketLine[];
  /** The order that has no answer yet. */
  sent: SentSale | null;
}

export const EMPTY: Basket = { lines: [], sent: null };

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

/** Return the order of a basket, for a sale of at most the total that its buyer was shown. */
export function orderOf({ lines }: Basket, max_total: string): NewSale {
  return { max_total, lines: lines.map(({ sweet, quantity }) => ({ sweet_id: sweet.id, quantity })) };
}

/** Take out what an order sold. What was put in since then stays. */
export function afterSale(basket: Basket, sold: SentSale): Basket {
  if (basket.sent?.key !== sold.key) return basket;
  const lines = basket.lines.flatMap((line) => {
    const gone = sold.body.lines.find(({ sweet_id }) => sweet_id === line.sweet.id);
    const left = new Decimal(line.quantity).minus(String(gone?.quantity ?? "0"));
    return left.gt("0") ? [{ ...line, quantity: left.toFixed() }] : [];
  });
  return { lines, sent: null };
}

/** Forget an order that was answered, or that nobody will ask about any more. */
export function withoutSent(basket: Basket, key: string | undefined): Basket {
  return basket.sent?.key === key ? { ...basket, sent: null } : basket;
}

/** Return a basket from its JSON. What makes no sense in it, such as a line of an older page, is left out. */
export function basketIn(text: string | null): Basket {
  try {
    const { lines, sent } = JSON.parse(text ?? "null") as Basket;
    const bySweet = new Map(lines.filter(isLine).map((line) => [line.sweet.id, line]));
    return { lines: [...bySweet.values()], sent: isSent(sent) ? sent : null };
  } catch {
    return EMPTY;
  }
}

export function sweetInBasket(sweet: Sweet): SweetInBasket {
  const { id, name, category, unit, price, quantity_step, min_quantity } = sweet;
  return { id, name, category, unit, price, quantity_step, min_quantity };
}

function isLine(line: BasketLine | null): boolean {
  const { sweet, quantity } = line ?? {};
  return (
    Number.isSafeInteger(sweet?.id) &&
    [sweet?.name, sweet?.category?.name, sweet?.unit].every(isText) &&
    [quantity, sweet?.price, sweet?.quantity_step, sweet?.min_quantity].every(
      (amount) => isText(amount) && /[1-9]/.test(amount) && parseDecimal(amount) !== null,
    )
  );
}

function isSent(sent: SentSale | null): boolean {
  return isText(sent?.key) && Date.parse(sent.sentAt) > 0 && Array.isArray(sent.body?.lines);
}

function isText(text: unknown): text is string {
  return typeof text === "string";
}
