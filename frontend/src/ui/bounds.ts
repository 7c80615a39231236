import { Decimal, highestOnStep } from "./decimal.ts";

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
  return exact.mod(step).eq("0") ? null : "off_step";
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
