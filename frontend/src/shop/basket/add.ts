import type { Sweet } from "../../api/types.ts";
import { Decimal } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { quantityOf, withMore } from "./basket.ts";
import { changeBasket, currentBasket } from "./basket-store.ts";

/** Return how to put a sweet into the basket: it says what went in, with the way to the basket. */
export function useAdd(): (sweet: Sweet, quantity: string, onBasket: () => void) => void {
  const { shop } = useWords();
  const formats = useFormats();
  return (sweet, quantity, onBasket) => {
    const before = quantityOf(currentBasket(), sweet.id);
    changeBasket((basket) => withMore(basket, sweet, quantity));
    const after = quantityOf(currentBasket(), sweet.id);
    const isAll = new Decimal(after).minus(before).lt(quantity);
    const text = isAll
      ? shop.addedAll(formats.quantity(after, sweet.unit), sweet.name)
      : shop.added(formats.amount(quantity, sweet.unit), sweet.name);
    toast(text, { label: shop.toBasket, onPress: onBasket });
  };
}
