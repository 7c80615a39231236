import { useFormats } from "../ui/formats.ts";
import { useShop } from "../ui/shop.tsx";
import { isTooFine } from "../ui/too-fine.ts";
import { useWords } from "../words/index.tsx";

/** Return how to say what is wrong with a text that is no amount of money: its decimals, or what is usually said. */
export function useMoneyFault(usual: string): (text: string) => string {
  const { counter } = useWords();
  const { places } = useFormats();
  const { currency } = useShop();
  return (text) => (isTooFine(text, places) ? counter.tooManyDecimals(currency, places) : usual);
}
