import type { ReactNode } from "react";
import { useWords } from "../../words/index.tsx";
import { Choice, SearchField } from "../list/filters.tsx";
import type { Wanted } from "../list/use-wanted.ts";
import { type FILTERS, LACKS, STOCK_STATES, useCategories, useTaxClasses } from "./queries.ts";

type Filters = Wanted<(typeof FILTERS)[number]>;

/** The filters of the catalogue, out of the way while sweets are chosen. */
export function CatalogueFilters({
  wanted,
  want,
  isInert,
  children,
}: {
  wanted: Filters;
  want: (change: Partial<Filters>) => void;
  isInert: boolean;
  children: ReactNode;
}) {
  const { admin, officeCatalogue: words } = useWords();
  const categories = useCategories();
  const taxClasses = useTaxClasses();
  return (
    <div className="bar" inert={isInert}>
      <SearchField label={admin.findSweet} text={wanted.q} onText={(text) => want({ q: text })} />
      <Choice
        label={admin.category}
        value={wanted.category_id}
        options={categories}
        areLoaded
        onChange={(value) => want({ category_id: value })}
      />
      <Choice
        label={admin.stockState}
        value={wanted.stock_state}
        options={STOCK_STATES.map((value) => ({ value, label: admin.stockStates[value] }))}
        onChange={(value) => want({ stock_state: value })}
      />
      <Choice
        label={words.fields.tax_class_id}
        value={wanted.tax_class_id}
        options={taxClasses}
        areLoaded
        onChange={(value) => want({ tax_class_id: value })}
      />
      <Choice
        label={words.lacks}
        value={wanted.lacks}
        options={LACKS.map((value) => ({ value, label: words.lacking[value] }))}
        onChange={(value) => want({ lacks: value })}
      />
      <Choice
        label={admin.onSale}
        value={wanted.archived}
        options={[{ value: "true", label: admin.archived }]}
        onChange={(value) => want({ archived: value })}
      />
      {children}
    </div>
  );
}
