import type { Unit } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";

/** Return how an amount is written where there is little room: 250 g, 4 pcs; in Hindi पाव. */
export function useShortAmount(): (quantity: string, unit: Unit) => string {
  const { shop } = useWords();
  const formats = useFormats();
  return (quantity, unit) => {
    if (unit === "piece") return shop.pieces(Number(quantity), formats.number(quantity));
    return shop.asked[`${quantity} ${unit}`] ?? formats.amount(quantity, unit);
  };
}
