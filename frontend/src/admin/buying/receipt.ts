import type { Schemas } from "../../api/types.ts";
import { Decimal, decimalsOf, parseDecimal, sum } from "../../ui/decimal.ts";
import { readAmount } from "../../ui/quantity.ts";
import { addDays } from "../days.ts";

export type OrderLine = Schemas["PurchaseOrderLineRead"];
export type ReceiptLine = Schemas["GoodsReceiptLine"];

/** Goods of one line that came in together, as they are being written down. */
export interface LotRow {
  key: number;
  packs: string;
  /** Empty while the packs hold what was ordered. */
  weight: string;
  madeOn: string;
  /** Null while it follows from the shelf life. */
  bestBefore: string | null;
  /** Null while it is what was ordered. */
  cost: string | null;
}

export interface Keeping {
  shelfLife: number | null;
  today: string;
}

export const emptyRow = (key: number): LotRow => ({
  key,
  packs: "",
  weight: "",
  madeOn: "",
  bestBefore: null,
  cost: null,
});

export const outstandingOf = ({ packs, packs_received }: OrderLine): number => packs - packs_received;

export const isDone = ({ outstanding }: OrderLine): boolean => new Decimal(outstanding).eq("0");

export const isWeighed = ({ unit }: OrderLine): boolean => unit === "kg" || unit === "g";

/** Whether some of a line came that was weighed and not counted in packs. */
export const isLoose = (line: OrderLine): boolean =>
  !new Decimal(line.pack_size).times(String(outstandingOf(line))).eq(line.outstanding);

/** Return all that is outstanding of a line as a row: in packs, or by weight where some was only weighed. */
export function restOf(line: OrderLine): LotRow {
  if (isDone(line)) return emptyRow(0);
  if (!isLoose(line)) return { ...emptyRow(0), packs: String(outstandingOf(line)) };
  return { ...emptyRow(0), weight: new Decimal(line.outstanding).toFixed() };
}

/** Return a whole number of packs, 0 for an empty field, or null for a text that is none. */
export function readPacks(text: string): number | null {
  if (text.trim() === "") return 0;
  const read = parseDecimal(text);
  return read !== null && /^\d{1,7}$/.test(read) ? Number(read) : null;
}

export function readCost(text: string): string | null {
  const read = parseDecimal(text.replaceAll(",", ""));
  return read !== null && new Decimal(read).round(3).eq(read) ? read : null;
}

export const packsOf = (rows: readonly LotRow[]): number =>
  rows.reduce((total, { packs }) => total + (readPacks(packs) ?? 0), 0);

/** Return what the scale said, "" for an empty field, or null for a text that is no weight. */
export function readWeight({ weight }: LotRow, { unit }: OrderLine): string | null {
  if (weight.trim() === "") return "";
  const read = readAmount(weight, unit);
  return read !== null && new Decimal(read).gt("0") ? read : null;
}

/** Whether anything is said to have come. */
export const isSaid = (row: LotRow): boolean => readPacks(row.packs) !== 0 || row.weight.trim() !== "";

function quantityOf(row: LotRow, line: OrderLine): Decimal {
  const weight = readWeight(row, line);
  return weight ? new Decimal(weight) : new Decimal(line.pack_size).times(String(readPacks(row.packs) ?? 0));
}

export function bestBeforeOf({ bestBefore, madeOn }: LotRow, { shelfLife, today }: Keeping): string {
  if (bestBefore !== null) return bestBefore;
  return shelfLife === null ? "" : addDays(madeOn === "" ? today : madeOn, shelfLife);
}

export const costOf = (row: LotRow, line: OrderLine): string => row.cost ?? line.pack_cost;

export type RowFault = "packs" | "weight" | "days" | "cost";

/** Return what keeps a row from being received, or null. */
export function faultOfRow(row: LotRow, line: OrderLine, keeping: Keeping): RowFault | null {
  if (readPacks(row.packs) === null) return "packs";
  if (!isSaid(row)) return null;
  if (readWeight(row, line) === null) return "weight";
  const bestBefore = bestBeforeOf(row, keeping);
  if (row.madeOn !== "" && bestBefore !== "" && bestBefore < row.madeOn) return "days";
  return readCost(costOf(row, line)) === null ? "cost" : null;
}

export function amountOf(row: LotRow, line: OrderLine): string {
  const cost = readCost(costOf(row, line)) ?? "0";
  if (!readWeight(row, line)) return new Decimal(cost).times(String(readPacks(row.packs) ?? 0)).toFixed();
  return quantityOf(row, line).times(cost).div(line.pack_size).toFixed(decimalsOf(line.pack_cost));
}

export interface Coming {
  line: OrderLine;
  rows: readonly LotRow[];
  keeping: Keeping;
}

/** What the foot says: what the button will do, and what stays on the order. */
export function summaryOf(coming: readonly Coming[]) {
  const lots = coming.flatMap(({ line, rows }) => rows.filter(isSaid).map((row) => ({ line, row })));
  const staying = coming
    .map(({ line, rows }) => ({ name: line.name, packs: packsLeft(line, rows) }))
    .filter(({ packs }) => packs > 0);
  return {
    lots: lots.length,
    sweets: new Set(lots.map(({ line }) => line.sweet_id)).size,
    amount: sum(lots.map(({ line, row }) => amountOf(row, line))).toFixed(),
    staying,
    packsStaying: staying.reduce((total, { packs }) => total + packs, 0),
  };
}

/** The packs that stay on the order; a part of one counts as one. */
function packsLeft(line: OrderLine, rows: readonly LotRow[]): number {
  const came = rows.map((row) =>
    readPacks(row.packs) === 0
      ? quantityOf(row, line)
      : new Decimal(line.pack_size).times(String(readPacks(row.packs) ?? 0)),
  );
  const left = came.reduce((rest, one) => rest.minus(one), new Decimal(line.outstanding));
  return Math.max(0, Number(left.div(line.pack_size).round(0, Decimal.roundUp).toFixed()));
}

/** Return the lines of a goods receipt: a lot a row, with the best-before day that was shown. */
export function receiptLines(coming: readonly Coming[]): ReceiptLine[] {
  return coming.flatMap(({ line, rows, keeping }) =>
    rows.filter(isSaid).map((row) => {
      const bestBefore = bestBeforeOf(row, keeping);
      const [packs, weight] = [readPacks(row.packs), readWeight(row, line)];
      return {
        line_no: line.line_no,
        ...(packs && { packs }),
        ...(weight && { quantity: weight }),
        ...(row.madeOn !== "" && { made_on: row.madeOn }),
        ...(bestBefore !== "" && { best_before: bestBefore }),
        ...(row.cost !== null && { pack_cost: readCost(row.cost) ?? row.cost }),
      };
    }),
  );
}
