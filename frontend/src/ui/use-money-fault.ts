import { useWords } from "../words/index.tsx";
import { isTooFine } from "./decimal.ts";
import { useFormats } from "./formats.ts";
import { useShop } from "./shop.tsx";

/** Return how to say what is wrong with a text that is no amount of money: its decimals, or what is usually said. */
export function useMoneyFault(usual: string): (text: string) => string {
  const { ui } = useWords();
  const { places } = useFormats();
  const { currency } = useShop();
  return (text) => (isTooFine(text, places) ? ui.tooManyDecimals(currency, places) : usual);
}
