import type { Sweet } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { UnitPrice } from "../../ui/money.tsx";
import { useWords } from "../../words/index.tsx";

/** What the label of a sweet says: allergens, how long it keeps, how it is sold. */
export function Label({ sweet }: { sweet: Sweet }) {
  const { shop } = useWords();
  const formats = useFormats();
  const isWeighed = sweet.unit === "kg" || sweet.unit === "g";
  const sold = isWeighed ? shop.soldByWeight : shop.soldByNumber;
  return (
    <div className="label">
      <section>
        <h2>{shop.whatIsIn}</h2>
        <p>{useAllergens(sweet)}</p>
      </section>
      <section>
        <h2>{shop.howLong}</h2>
        {sweet.best_before !== null && (
          <p>
            {shop.bestBefore(
              `${formats.weekday(sweet.best_before)}, ${formats.day(sweet.best_before)}`,
              formats.daysAhead(sweet.best_before),
            )}
          </p>
        )}
        {sweet.shelf_life_days !== null && <p>{shop.keepsFrom(sweet.shelf_life_days)}</p>}
        {sweet.best_before === null && sweet.shelf_life_days === null && <p>{shop.keepsUnknown}</p>}
      </section>
      <section>
        <h2>{shop.howSold}</h2>
        <p>{sold(formats.amount(sweet.min_quantity, sweet.unit), formats.amount(sweet.quantity_step, sweet.unit))}</p>
        <p>
          <UnitPrice price={sweet.price} unit={sweet.unit} />
        </p>
      </section>
    </div>
  );
}

function useAllergens({ allergens }: Sweet): string {
  const { shop } = useWords();
  const { locale } = useFormats();
  if (allergens === null) return shop.containsUnknown;
  if (allergens.length === 0) return shop.containsNone;
  return shop.contains(new Intl.ListFormat(locale).format(allergens.map((one) => shop.allergens[one])));
}
