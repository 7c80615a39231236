import BigJs from "big.js";

/** Exact decimals for money and quantities. It refuses JavaScript numbers, whose 0.1 + 0.2 is not 0.3. */
export const Decimal = BigJs();
Decimal.strict = true;
Decimal.RM = Decimal.roundHalfUp;
export type Decimal = BigJs;

const ZERO = new Decimal("0");

/** Return what a line comes to, rounded once to `places`, as the shop does. */
export function lineTotal(price: string, quantity: string, places = 2): string {
  return new Decimal(price).times(quantity).round(places).toFixed(places);
}

export function sum(amounts: readonly string[]): Decimal {
  return amounts.reduce((total, amount) => total.plus(amount), ZERO);
}

/** What quantities of a sweet may be taken. */
export interface Bounds {
  step: string;
  least: string;
  /** The most there is, if that is known. */
  most?: string | undefined;
}

export type QuantityFault = "not_a_number" | "too_little" | "too_much" | "off_step";

/** Return why a quantity cannot be taken, or null if it can. */
export function faultOf(quantity: string | null, { step, least, most }: Bounds): QuantityFault | null {
  if (quantity === null) return "not_a_number";
  const exact = new Decimal(quantity);
  if (exact.lt(least)) return "too_little";
  if (most !== undefined && exact.gt(most)) return "too_much";
  return exact.mod(step).eq(ZERO) ? null : "off_step";
}

/** Return the most that can be taken of what there is: the highest quantity on a step. */
export function highestOnStep(available: string, step: string): string {
  return new Decimal(available).div(step).round(0, Decimal.roundDown).times(step).toFixed();
}

/** Return the next quantity on a step, up or down, within the bounds. */
export function moved(quantity: string, by: 1 | -1, { step, least, most }: Bounds): string {
  const steps = new Decimal(quantity).div(step);
  const whole = steps.round(0, by === 1 ? Decimal.roundDown : Decimal.roundUp);
  const next = whole.plus(by === 1 ? "1" : "-1").times(step);
  const highest = new Decimal(most === undefined ? next : highestOnStep(most, step));
  if (next.gt(highest)) return highest.lt(least) ? quantity : highest.toFixed();
  return (next.lt(least) ? new Decimal(least) : next).toFixed();
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
