import type { Sweet, Unit } from "../../api/types.ts";
import { Decimal, highestOnStep } from "../../ui/decimal.ts";

type Sold = Pick<Sweet, "unit" | "quantity_step" | "min_quantity" | "available">;

/** What people ask for over a counter. */
const USUAL: Readonly<Record<Unit, readonly string[]>> = {
  kg: ["0.25", "0.5", "1"],
  g: ["100", "250", "500"],
  piece: ["2", "4", "8"],
  box: ["1", "2", "3"],
};

/** Multiples of the minimum, where even that is more than the usual. */
const MULTIPLES = ["1", "2", "4"];

/** Return up to three quantities to offer, on the sweet's step: the usual ones, or all that is left if that is less. */
export function amountsOf({ unit, quantity_step: step, min_quantity, available }: Sold): string[] {
  const least = raisedToStep(min_quantity, step);
  const usual = USUAL[unit].map((amount) => raisedToStep(amount, step));
  const isBig = usual.every((amount) => amount.lte(least));
  const wanted = isBig ? MULTIPLES.map((times) => least.times(times)) : usual.map((amount) => higher(amount, least));
  const left = new Decimal(highestOnStep(available, step));
  const offered = wanted.map((amount) => (amount.gt(left) ? left : amount)).filter((amount) => amount.gte(least));
  return [...new Set(offered.map((amount) => amount.toFixed()))];
}

/** Whether so little is left that not even the smallest quantity can be sold. */
export function isSoldOut(sweet: Sold): boolean {
  return amountsOf(sweet).length === 0;
}

function raisedToStep(quantity: string, step: string): Decimal {
  return new Decimal(quantity).div(step).round(0, Decimal.roundUp).times(step);
}

function higher(one: Decimal, other: Decimal): Decimal {
  return one.gt(other) ? one : other;
}
