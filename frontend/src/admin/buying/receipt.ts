import type { Schemas } from "../../api/types.ts";
import { Decimal, parseDecimal, sum } from "../../ui/decimal.ts";
import { addDays } from "../days.ts";

export type OrderLine = Schemas["PurchaseOrderLineRead"];
export type ReceiptLine = Schemas["GoodsReceiptLine"];

/** Packs of one line that came in together, as they are being written down. */
export interface LotRow {
  key: number;
  packs: string;
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

export const emptyRow = (key: number): LotRow => ({ key, packs: "", madeOn: "", bestBefore: null, cost: null });

export const outstandingOf = ({ packs, packs_received }: OrderLine): number => packs - packs_received;

/** Return a whole number of packs, 0 for an empty field, or null for a text that is none. */
export function readPacks(text: string): number | null {
  if (text.trim() === "") return 0;
  const read = parseDecimal(text);
  return read !== null && /^\d{1,7}$/.test(read) ? Number(read) : null;
}

export function readCost(text: string): string | null {
  const read = parseDecimal(text.replaceAll(",", ""));
  return read !== null && new Decimal(read).round(2).eq(read) ? read : null;
}

export const packsOf = (rows: readonly LotRow[]): number =>
  rows.reduce((total, { packs }) => total + (readPacks(packs) ?? 0), 0);

export function bestBeforeOf({ bestBefore, madeOn }: LotRow, { shelfLife, today }: Keeping): string {
  if (bestBefore !== null) return bestBefore;
  return shelfLife === null ? "" : addDays(madeOn === "" ? today : madeOn, shelfLife);
}

export const costOf = (row: LotRow, line: OrderLine): string => row.cost ?? new Decimal(line.pack_cost).toFixed(2);

export type RowFault = "packs" | "days" | "cost";

/** Return what keeps a row from being received, or null. */
export function faultOfRow(row: LotRow, line: OrderLine, keeping: Keeping): RowFault | null {
  if (readPacks(row.packs) === null) return "packs";
  if (readPacks(row.packs) === 0) return null;
  const bestBefore = bestBeforeOf(row, keeping);
  if (row.madeOn !== "" && bestBefore !== "" && bestBefore < row.madeOn) return "days";
  return readCost(costOf(row, line)) === null ? "cost" : null;
}

export function amountOf(row: LotRow, line: OrderLine): string {
  const cost = readCost(costOf(row, line)) ?? "0";
  return new Decimal(cost).times(String(readPacks(row.packs) ?? 0)).toFixed(2);
}

export interface Coming {
  line: OrderLine;
  rows: readonly LotRow[];
  keeping: Keeping;
}

/** What the foot says: what the button will do, and what stays on the order. */
export function summaryOf(coming: readonly Coming[]) {
  const lots = coming.flatMap(({ line, rows }) =>
    rows.filter(({ packs }) => (readPacks(packs) ?? 0) > 0).map((row) => ({ line, row })),
  );
  const staying = coming
    .map(({ line, rows }) => ({ name: line.name, packs: Math.max(0, outstandingOf(line) - packsOf(rows)) }))
    .filter(({ packs }) => packs > 0);
  return {
    lots: lots.length,
    sweets: new Set(lots.map(({ line }) => line.sweet_id)).size,
    amount: sum(lots.map(({ line, row }) => amountOf(row, line))).toFixed(2),
    staying,
    packsStaying: staying.reduce((total, { packs }) => total + packs, 0),
  };
}

/** Return the lines of a goods receipt: a lot a row, with the best-before day that was shown. */
export function receiptLines(coming: readonly Coming[]): ReceiptLine[] {
  return coming.flatMap(({ line, rows, keeping }) =>
    rows
      .filter(({ packs }) => (readPacks(packs) ?? 0) > 0)
      .map((row) => {
        const bestBefore = bestBeforeOf(row, keeping);
        return {
          line_no: line.line_no,
          packs: readPacks(row.packs) ?? 0,
          ...(row.madeOn !== "" && { made_on: row.madeOn }),
          ...(bestBefore !== "" && { best_before: bestBefore }),
          ...(row.cost !== null && { pack_cost: readCost(row.cost) ?? row.cost }),
        };
      }),
  );
}
