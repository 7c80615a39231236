import type { Unit } from "../../api/types.ts";
import { Decimal, sum } from "../../ui/decimal.ts";
import { readAmount } from "../../ui/quantity.ts";
import type { OrderedLine, Pack, PurchaseOrder } from "./queries.ts";
import { readCost, readPacks } from "./receipt.ts";

/** A line of a draft, as it is being written. */
export interface DraftLine {
  key: number;
  sweetId: number;
  name: string;
  sku: string;
  unit: Unit;
  packs: string;
  size: string;
  cost: string;
}

export interface Ordered {
  id: number;
  name: string;
  sku: string;
  unit: Unit;
}

export function newLine(key: number, sweet: Ordered, packs = "", pack: Partial<Pack> = {}): DraftLine {
  const { id: sweetId, name, sku, unit } = sweet;
  const size = pack.size === undefined ? "" : new Decimal(pack.size).toFixed();
  return { key, sweetId, name, sku, unit, packs, size, cost: pack.cost ?? "" };
}

export function linesOf(order: PurchaseOrder): DraftLine[] {
  return order.lines.map((line) =>
    newLine(line.line_no, { ...line, id: line.sweet_id }, String(line.packs), {
      size: line.pack_size,
      cost: line.pack_cost,
    }),
  );
}

export interface LineFaults {
  packs: boolean;
  size: boolean;
  cost: boolean;
}

export function faultsOf({ packs, size, cost, unit }: DraftLine): LineFaults {
  const amount = readAmount(size, unit);
  return {
    packs: !readPacks(packs),
    size: amount === null || !new Decimal(amount).gt("0"),
    cost: readCost(cost) === null,
  };
}

export const isRight = (line: DraftLine): boolean => !Object.values(faultsOf(line)).includes(true);

export function amountOf({ packs, cost }: DraftLine): string {
  return new Decimal(readCost(cost) ?? "0").times(String(readPacks(packs) ?? 0)).toFixed();
}

export const totalOf = (lines: readonly DraftLine[]): string => sum(lines.map(amountOf)).toFixed();

/** Return the lines as the API takes them; all of them have to be right. */
export function orderedLines(lines: readonly DraftLine[]): OrderedLine[] {
  return lines.map(({ sweetId, packs, size, cost, unit }) => ({
    sweet_id: sweetId,
    packs: readPacks(packs) ?? 0,
    pack_size: readAmount(size, unit) ?? size,
    pack_cost: readCost(cost) ?? cost,
  }));
}
