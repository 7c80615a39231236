import type { Sweet } from "../../api/types.ts";
import { Decimal } from "../../ui/decimal.ts";
import { readAmount } from "../../ui/quantity.ts";
import { readCost } from "../buying/receipt.ts";
import { addDays } from "../days.ts";

/** What is written down of a lot that is to be made. */
export interface LotDraft {
  madeOn: string;
  /** Empty while it follows from the shelf life. */
  bestBefore: string;
  cost: string;
}

export const EMPTY_LOT: LotDraft = { madeOn: "", bestBefore: "", cost: "" };

/** Return a quantity of more than nothing, in the sweet's unit, or null for a text that is none. */
export function readQuantity(text: string, { unit }: Pick<Sweet, "unit">): string | null {
  const amount = readAmount(text, unit);
  return amount !== null && new Decimal(amount).gt("0") ? amount : null;
}

export function isOffStep(quantity: string, { quantity_step }: Pick<Sweet, "quantity_step">): boolean {
  return !new Decimal(quantity).mod(quantity_step).eq("0");
}

/** Return the day that the shelf life leads to, or null for a sweet without one. */
export function byShelfLife(
  { madeOn }: LotDraft,
  { shelf_life_days }: Pick<Sweet, "shelf_life_days">,
  today: string,
): string | null {
  return shelf_life_days === null ? null : addDays(madeOn === "" ? today : madeOn, shelf_life_days);
}

export interface LotFaults {
  days: boolean;
  cost: boolean;
}

export function faultsOf({ madeOn, bestBefore, cost }: LotDraft): LotFaults {
  return {
    days: madeOn !== "" && bestBefore !== "" && bestBefore < madeOn,
    cost: cost.trim() !== "" && readCost(cost) === null,
  };
}

/** Return what the API is told of the lot: what is left open, it fills in itself. */
export function lotBody({ madeOn, bestBefore, cost }: LotDraft) {
  return {
    ...(madeOn !== "" && { made_on: madeOn }),
    ...(bestBefore !== "" && { best_before: bestBefore }),
    ...(cost.trim() !== "" && { unit_cost: readCost(cost) ?? cost }),
  };
}
