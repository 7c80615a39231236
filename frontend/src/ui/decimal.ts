import BigJs from "big.js";

/** Exact decimals for money and quantities. It refuses JavaScript numbers, whose 0.1 + 0.2 is not 0.3. */
export const Decimal = BigJs();
Decimal.strict = true;
Decimal.RM = Decimal.roundHalfUp;
export type Decimal = BigJs;

const ZERO = new Decimal("0");

/** Return how many decimals an amount is written with: money has those of its currency. */
export const decimalsOf = (amount: string): number => amount.split(".")[1]?.length ?? 0;

/** Return whether an amount is anything at all. */
export const isSome = (amount: string): boolean => /[1-9]/.test(amount);

/** Return what a line comes to, rounded once, as the shop does: to the decimals of its price. */
export function lineTotal(price: string, quantity: string, places = decimalsOf(price)): string {
  return new Decimal(price).times(quantity).round(places).toFixed(places);
}

export function sum(amounts: readonly string[]): Decimal {
  return amounts.reduce((total, amount) => total.plus(amount), ZERO);
}

/** Return the most that can be taken of what there is: the highest quantity on a step. */
export function highestOnStep(available: string, step: string): string {
  return new Decimal(available).div(step).round(0, Decimal.roundDown).times(step).toFixed();
}

/** Return a decimal as the shop writes it, or null for a text that is none. Digits of Devanagari count too. */
export function parseDecimal(text: string): string | null {
  const latin = text
    .trim()
    .replace(/[\u0966-\u096f]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0x0966 + 48));
  return /^\d{1,10}(\.\d{1,3})?$|^\.\d{1,3}$/.test(latin)
    ? new Decimal(latin.startsWith(".") ? `0${latin}` : latin).toFixed()
    : null;
}
