import type { Schemas, Unit } from "../../api/types.ts";
import { Decimal } from "../../ui/decimal.ts";

export const SIZES = ["38x25", "50x30", "a4_24", "a4_40"] as const;
export type Size = (typeof SIZES)[number];

/** The labels of a sheet in columns and rows; of a roll there is one. */
export const SHEETS: Readonly<Record<Size, readonly [columns: number, rows: number]>> = {
  "38x25": [1, 1],
  "50x30": [1, 1],
  a4_24: [3, 8],
  a4_40: [4, 10],
};

/** What the API prints at once: so many different labels, and so many in all. */
export const MOST_THINGS = 200;
export const MOST_LABELS = 1000;
const HEAVIEST_G = 100_000;

/** What a label is of: a sweet, or a lot with its best-before day. */
export type Labelled = { sweet_id: number } | { lot_id: number };

/** What a person asks for, as the form holds it. */
export interface LabelsDraft {
  size: Size;
  copies: string;
  first: string;
  weight: string;
}

export type LabelField = "copies" | "first" | "weight";
export type LabelFault = "copies" | "tooMany" | "first" | "weight";

export function placesOf(size: Size): number {
  const [columns, rows] = SHEETS[size];
  return columns * rows;
}

/** Return the whole number that a text says, if it lies from 1 to the most. */
export function wholeIn(text: string, most: number): number | null {
  const digits = text.trim();
  return /^\d{1,6}$/.test(digits) && Number(digits) >= 1 && Number(digits) <= most ? Number(digits) : null;
}

/** Return what is wrong with a draft on the face of it, by its fields. */
export function faultsOf(draft: LabelsDraft, things: number): Partial<Record<LabelField, LabelFault>> {
  const copies = wholeIn(draft.copies, MOST_LABELS);
  return {
    ...(copies === null && { copies: "copies" }),
    ...(copies !== null && copies * things > MOST_LABELS && { copies: "tooMany" }),
    ...(wholeIn(draft.first, placesOf(draft.size)) === null && { first: "first" }),
    ...(draft.weight.trim() !== "" && wholeIn(draft.weight, HEAVIEST_G) === null && { weight: "weight" }),
  };
}

/** Return the request for a draft without faults. */
export function bodyOf(draft: LabelsDraft, things: readonly Labelled[]): Schemas["LabelsPrint"] {
  const weight = wholeIn(draft.weight, HEAVIEST_G);
  return {
    size: draft.size,
    first_position: wholeIn(draft.first, placesOf(draft.size)) ?? 1,
    labels: things.map((thing) => ({
      ...thing,
      copies: wholeIn(draft.copies, MOST_LABELS) ?? 1,
      ...(weight !== null && { net_weight_g: weight }),
    })),
  };
}

/** Return how many labels a lot takes: one for each piece or box it has, one for what is weighed. */
export function copiesOf(onHand: string, unit: Unit): number {
  if (unit === "kg" || unit === "g") return 1;
  const whole = new Decimal(onHand).round(0, Decimal.roundDown);
  return whole.gt(String(MOST_LABELS)) ? MOST_LABELS : Number(whole.lt("1") ? "1" : whole.toFixed());
}
