import { Decimal } from "../../ui/decimal.ts";
import { type DraftLine, newLine } from "./draft-lines.ts";
import { type Advice, lastCost, lastPack, type Pack } from "./queries.ts";

/** Return lines that order what the advice says, in the packs it says or those of the last order. */
export function linesOfAdvice(advised: readonly Advice[], places: number, nextKey: () => number): Promise<DraftLine[]> {
  return Promise.all(
    advised.map(async (advice) => {
      const last = await lastPack(advice.sweet_id);
      const unitCost = last === null ? await lastCost(advice.sweet_id) : null;
      const { packs, pack } = packsOf(advice, last, unitCost, places);
      const sweet = { id: advice.sweet_id, name: advice.name, sku: advice.sku, unit: advice.unit };
      return newLine(nextKey(), sweet, packs, pack);
    }),
  );
}

/** Return how many packs of what size and cost a quantity takes; what nobody knows is left out. */
export function packsOf(
  { quantity, packs, pack_size }: Pick<Advice, "quantity" | "packs" | "pack_size">,
  last: Pack | null,
  unitCost: string | null,
  /** The decimals of money. */
  places: number,
): { packs: string; pack: Partial<Pack> } {
  const wanted = new Decimal(quantity);
  const size = pack_size ?? last?.size ?? (wanted.gt("0") ? quantity : null);
  if (size === null) return { packs: "", pack: {} };
  const count = packs ?? wanted.div(size).round(0, Decimal.roundUp).toFixed();
  const ofOne = last === null ? unitCost : new Decimal(last.cost).div(last.size).toFixed();
  const cost = last?.size === size ? last.cost : ofOne && new Decimal(ofOne).times(size).toFixed(places);
  return { packs: wanted.gt("0") ? String(count) : "", pack: { size, ...(cost !== null && { cost }) } };
}
