import { Decimal, decimalsOf } from "../../ui/decimal.ts";

/** The notes and coins of a currency, largest first. `coin` is the largest coin. */
interface Cash {
  pieces: readonly string[];
  coin: string;
  notes: readonly string[];
}

const CASH: Readonly<Record<string, Cash>> = {
  INR: {
    pieces: ["500", "200", "100", "50", "20", "10", "5", "2", "1"],
    coin: "5",
    notes: ["10", "100", "500", "1000", "2000"],
  },
};
const ROUND_SUMS = ["5", "10", "20", "50", "100", "200"];
const OFFERED = 3;

export interface Piece {
  value: string;
  count: number;
  isCoin: boolean;
}

/** Return the sums that a customer is likely to hand over for a total, besides the exact one. */
export function likelySums(total: string, currency: string): string[] {
  const sums = (CASH[currency]?.notes ?? ROUND_SUMS).map((note) => roundUp(total, note));
  const higher = sums.filter((sum) => sum.gt(total)).sort((one, other) => one.cmp(other));
  return [...new Set(higher.map((sum) => sum.toFixed(decimalsOf(total))))].slice(0, OFFERED);
}

/** Return the fewest notes and coins for a change; paise, for which there are no coins, are left out. */
export function piecesOf(change: string, currency: string): Piece[] {
  const cash = CASH[currency];
  if (cash === undefined) return [];
  const pieces: Piece[] = [];
  let left = new Decimal(change);
  for (const value of cash.pieces) {
    const count = left.div(value).round(0, Decimal.roundDown);
    left = left.minus(count.times(value));
    if (count.gt("0"))
      pieces.push({ value, count: Number(count.toFixed()), isCoin: !new Decimal(value).gt(cash.coin) });
  }
  return pieces;
}

function roundUp(amount: string, note: string): Decimal {
  return new Decimal(amount).div(note).round(0, Decimal.roundUp).times(note);
}
