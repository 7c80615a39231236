import { useWords } from "../words/index.tsx";
import { useFormats } from "./formats.ts";
import { useShop } from "./shop.tsx";
import { isTooFine } from "./too-fine.ts";

/** Return how to say what is wrong with a text that is no amount of money: its decimals, or what is usually said. */
export function useMoneyFault(usual: string): (text: string) => string {
  const { counter } = useWords();
  const { places } = useFormats();
  const { currency } = useShop();
  return (text) => (isTooFine(text, places) ? counter.tooManyDecimals(currency, places) : usual);
}
