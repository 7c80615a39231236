import type { Schemas } from "../../api/types.ts";
import { Decimal, sum } from "../../ui/decimal.ts";
import { readAmount } from "../../ui/quantity.ts";
import type { Lot } from "../stock/queries.ts";

/** How much of each lot goes back, as it is being typed. */
export type Typed = Readonly<Record<number, string>>;

export type ReturnFault = "amount" | "most";

const textOf = (typed: Typed, { id }: Lot): string => typed[id]?.trim() ?? "";

export function faultOf(typed: Typed, lot: Lot): ReturnFault | null {
  const text = textOf(typed, lot);
  if (text === "") return null;
  const amount = readAmount(text, lot.unit);
  if (amount === null) return "amount";
  return new Decimal(amount).gt(lot.on_hand) ? "most" : null;
}

/** Return the lots of which something goes back. */
export function goingBack(typed: Typed, lots: readonly Lot[]): Lot[] {
  return lots.filter((lot) => {
    const amount = readAmount(textOf(typed, lot), lot.unit);
    return textOf(typed, lot) !== "" && (amount === null || new Decimal(amount).gt("0"));
  });
}

/** Return the lines as the API takes them; all of them have to be right. */
export function returnedLines(typed: Typed, lots: readonly Lot[]): Schemas["ReturnedGoods"][] {
  return goingBack(typed, lots).map((lot) => ({
    lot_id: lot.id,
    quantity: readAmount(textOf(typed, lot), lot.unit) ?? "0",
  }));
}

/** Return what the goods that go back cost, in money of so many decimals; lots of unknown cost add nothing. */
export function costOf(typed: Typed, lots: readonly Lot[], places: number): string {
  return sum(
    goingBack(typed, lots).map((lot) =>
      new Decimal(lot.unit_cost ?? "0").times(readAmount(textOf(typed, lot), lot.unit) ?? "0").toFixed(places),
    ),
  ).toFixed(places);
}
