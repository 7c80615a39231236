import type { Sweet } from "../../api/types.ts";
import { useUser } from "../../api/use-session.ts";
import { useFormats } from "../../ui/formats.ts";
import { SweetPicture } from "../../ui/sweet-picture.tsx";
import { useWords } from "../../words/index.tsx";
import type { Column } from "../list/table.tsx";
import { PriceCell } from "./price-cell.tsx";
import { useTaxClasses } from "./queries.ts";

export type NamedColumn = Column<Sweet> & { name: string };

/** The columns of the catalogue; admins change prices where they stand. */
export function useSweetColumns(onStale: (base: Sweet, price: string) => void): NamedColumn[] {
  const { admin, officeCatalogue: words, units } = useWords();
  const { money, quantity, date } = useFormats();
  const isAdmin = useUser()?.role === "admin";
  const taxClasses = useTaxClasses();
  return [
    {
      name: "sweet",
      head: admin.sweet,
      sort: "name",
      cell: (sweet) => (
        <span className="sweet-cell">
          <SweetPicture sweet={sweet} sizes="2.5rem" />
          <span>
            <span dir="auto">{sweet.name}</span>
            <span className="sub">{sweet.sku}</span>
          </span>
        </span>
      ),
    },
    {
      name: "category",
      head: admin.category,
      cell: ({ category }) => <span dir="auto">{category.name}</span>,
      leaves: "phone",
    },
    { name: "sku", head: words.fields.sku, sort: "sku", cell: ({ sku }) => <span className="soft">{sku}</span> },
    {
      name: "barcode",
      head: words.fields.barcode,
      cell: ({ barcode }) => <span className="soft">{barcode}</span>,
    },
    {
      name: "price",
      head: admin.price,
      sort: "price",
      className: "price",
      isFigure: true,
      cell: (sweet) =>
        isAdmin ? (
          <PriceCell sweet={sweet} onStale={onStale} />
        ) : (
          <>
            <b>{money(sweet.price)}</b> <span className="per">{units.per[sweet.unit]}</span>
          </>
        ),
    },
    {
      name: "on_hand",
      head: admin.onHand,
      isFigure: true,
      cell: ({ stock_state, on_hand, unit }) =>
        stock_state === "out" ? (
          <span className="tag bad">{admin.out}</span>
        ) : (
          <span className={stock_state === "low" ? "warn" : undefined}>
            {stock_state === "low" ? <b>{quantity(on_hand, unit)}</b> : quantity(on_hand, unit)}
          </span>
        ),
    },
    {
      name: "threshold",
      head: admin.threshold,
      isFigure: true,
      leaves: "tablet",
      cell: ({ low_stock_threshold, unit }) =>
        low_stock_threshold !== null && <span className="soft">{quantity(low_stock_threshold, unit)}</span>,
    },
    {
      name: "keeps",
      head: admin.keeps,
      isFigure: true,
      leaves: "tablet",
      cell: ({ shelf_life_days }) =>
        shelf_life_days !== null && <span className="soft">{admin.days(shelf_life_days)}</span>,
    },
    {
      name: "tax",
      head: words.fields.tax_class_id,
      leaves: "tablet",
      cell: ({ tax_class_id }) => (
        <span className="soft tax-name" dir="auto">
          {taxClasses.find(({ value }) => value === String(tax_class_id))?.label}
        </span>
      ),
    },
    {
      name: "changed",
      head: admin.changed,
      isFigure: true,
      leaves: "tablet",
      cell: ({ updated_at }) => <span className="soft">{date(updated_at)}</span>,
    },
  ];
}
