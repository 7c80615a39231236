import type { Unit } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { allergensIn, amountIn, type Draft, type DraftField, NO_ALLERGENS } from "./draft.ts";
import { useCategories, useTaxClasses } from "./queries.ts";

/** Return how a field of a draft is shown to people. */
export function useShown(): (draft: Draft, field: DraftField) => string {
  const { officeCatalogue: words, shop, ui, admin } = useWords();
  const { money, quantity } = useFormats();
  const categories = useCategories();
  const taxClasses = useTaxClasses();
  return (draft, field) => {
    const value = draft[field].trim();
    if (field === "allergens" && value === NO_ALLERGENS) return words.allergenStates.none;
    if (value === "") return field === "allergens" ? words.allergenStates[""] : words.nothing;
    const amount = amountIn(value);
    switch (field) {
      case "price":
        return amount === null ? value : money(amount);
      case "quantity_step":
      case "min_quantity":
      case "low_stock_threshold":
        return amount === null ? value : quantity(amount, draft.unit as Unit);
      case "shelf_life_days":
        return admin.days(Number(value));
      case "category_id":
        return categories.find((one) => one.value === value)?.label ?? value;
      case "tax_class_id":
        return taxClasses.find((one) => one.value === value)?.label ?? value;
      case "unit":
        return words.units[value as Unit];
      case "diet":
        return ui.diets[value as keyof typeof ui.diets];
      case "allergens":
        return allergensIn(value)
          .map((one) => shop.allergens[one])
          .join(", ");
      default:
        return value;
    }
  };
}
