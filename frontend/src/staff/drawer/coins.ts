import { Decimal } from "../../ui/decimal.ts";

/** The coins and notes that are counted, the largest first. */
const COINS: Readonly<Record<string, readonly string[]>> = {
  INR: ["500", "200", "100", "50", "20", "10", "5", "2", "1"],
  USD: ["100", "50", "20", "10", "5", "1", "0.25", "0.1", "0.05", "0.01"],
  EUR: ["200", "100", "50", "20", "10", "5", "2", "1", "0.5", "0.2", "0.1", "0.05", "0.02", "0.01"],
  GBP: ["50", "20", "10", "5", "2", "1", "0.5", "0.2", "0.1", "0.05", "0.02", "0.01"],
  AED: ["1000", "500", "200", "100", "50", "20", "10", "5", "1", "0.5", "0.25"],
  SGD: ["1000", "100", "50", "10", "5", "2", "1", "0.5", "0.2", "0.1", "0.05"],
  JPY: ["10000", "5000", "1000", "500", "100", "50", "10", "5", "1"],
  KWD: ["20", "10", "5", "1", "0.5", "0.25", "0.1", "0.05", "0.02", "0.01", "0.005"],
};
const USUAL = ["1000", "500", "200", "100", "50", "20", "10", "5", "2", "1"];

export function coinsOf(currency: string): readonly string[] {
  return COINS[currency] ?? USUAL;
}

/** What was typed beside each coin. */
export type Counts = Readonly<Record<string, string>>;

/** Return whether anything was counted. */
export const isCounted = (counts: Counts): boolean => Object.values(counts).some((text) => text.trim() !== "");

/** Return how many there are of each coin, or null if a text is no number. */
export function notesOf(counts: Counts): Record<string, number> | null {
  const notes: Record<string, number> = {};
  for (const [worth, text] of Object.entries(counts)) {
    const count = readCount(text);
    if (count === null) return null;
    if (count > 0) notes[worth] = count;
  }
  return notes;
}

/** Return a count as a number; nothing counts as none, and a text that is no count as null. */
export function readCount(text: string): number | null {
  const latin = text.trim().replace(/[०-९]/g, (digit) => String(digit.charCodeAt(0) - 0x0966));
  if (latin === "") return 0;
  return /^\d{1,6}$/.test(latin) ? Number(latin) : null;
}

/** Return what the coins and notes come to. */
export function worthOf(notes: Readonly<Record<string, number>>, places: number): string {
  return Object.entries(notes)
    .reduce((total, [worth, count]) => total.plus(new Decimal(worth).times(String(count))), new Decimal("0"))
    .toFixed(places);
}
