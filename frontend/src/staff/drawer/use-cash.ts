import { useState } from "react";
import { parseDecimal } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { isTooFine } from "../../ui/too-fine.ts";
import { type Counts, isCounted, notesOf, worthOf } from "./coins.ts";

export interface Cash {
  /** What is in the field of the amount. */
  text: string;
  setText: (text: string) => void;
  counts: Counts;
  setCount: (worth: string, text: string) => void;
  /** Whether the amount is that of the coins and notes. */
  isByCoins: boolean;
  /** The amount, or null if it cannot be read. */
  amount: string | null;
  /** How many there are of each coin and note, if they were counted. */
  notes: Record<string, number> | null;
}

/** Cash that is typed as an amount, or counted by coins and notes. */
export function useCash(): Cash {
  const { places } = useFormats();
  const [typed, setText] = useState("");
  const [counts, setCounts] = useState<Counts>({});
  const isByCoins = isCounted(counts);
  const notes = isByCoins ? notesOf(counts) : null;
  const read = isTooFine(typed, places) ? null : parseDecimal(typed);
  const amount = isByCoins ? notes && worthOf(notes, places) : read;
  return {
    text: isByCoins ? (amount ?? "") : typed,
    setText,
    counts,
    setCount: (worth, text) => setCounts((before) => ({ ...before, [worth]: text })),
    isByCoins,
    amount,
    notes,
  };
}
