import { Link, useSearchParams } from "react-router";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { useTitle } from "../../ui/page.ts";
import { useShop } from "../../ui/shop.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { type Column, Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { useOpened } from "../list/use-opened.ts";
import { useWanted } from "../list/use-wanted.ts";
import { CatalogueHead } from "./catalogue-head.tsx";
import { TaxClassDialog } from "./tax-class-dialog.tsx";
import { type Rate, rateAfter, rateOn, totalOf } from "./tax-draft.ts";

type TaxClass = Schemas["TaxClassRead"];

/** What is taxed alike: the rate of today, and the one that is to come. */
export default function TaxClasses() {
  const { officeCatalogue: words } = useWords();
  const [{ sort }, want] = useWanted([]);
  const [params, setParams] = useSearchParams();
  const opened = params.get("open");
  useTitle(words.taxClasses);
  const list = useList<TaxClass>({
    key: ["tax-classes", "list", sort],
    load: (page, signal) =>
      ask(api.GET("/api/tax-classes", { params: { query: { ...page, sort: sort || "name" } }, signal })),
  });
  const taxClass = useOpened("tax-classes", opened, list.rows, (tax_class_id) =>
    ask(api.GET("/api/tax-classes/{tax_class_id}", { params: { path: { tax_class_id } } })),
  );
  return (
    <>
      <CatalogueHead>
        <Link className="btn go" to="?open=new">
          <StaffIcon name="plus" /> {words.newTaxClass}
        </Link>
      </CatalogueHead>
      <Table
        caption={words.taxClasses}
        list={list}
        keyOf={({ id }) => id}
        to={({ id }) => `?open=${id}`}
        columns={useColumns()}
        sort={sort || "name"}
        onSort={(name) => want({ sort: name })}
        empty={<Empty title={words.noTaxClasses}>{words.noTaxClassesDetail}</Empty>}
      />
      {(opened === "new" || taxClass !== undefined) && (
        <TaxClassDialog
          key={opened}
          taxClass={taxClass ?? null}
          onClose={() => {
            setParams({}, { replace: true });
            void queries.invalidateQueries({ queryKey: ["tax-classes"] });
          }}
        />
      )}
    </>
  );
}

function useColumns(): Column<TaxClass>[] {
  const { officeCatalogue: words } = useWords();
  const { today } = useShop();
  return [
    { head: words.fields.name, sort: "name", cell: ({ name }) => <span dir="auto">{name}</span> },
    { head: words.fields.hsn_code, leaves: "phone", cell: ({ hsn_code }) => <span className="soft">{hsn_code}</span> },
    {
      head: words.rateToday,
      isFigure: true,
      cell: (taxClass) => <RateShown rate={rateOn(today, taxClass)} />,
    },
    {
      head: words.rateToCome,
      isFigure: true,
      leaves: "phone",
      cell: (taxClass) => <RateShown rate={rateAfter(today, taxClass)} />,
    },
  ];
}

/** What a rate comes to, of what, and since when. */
function RateShown({ rate }: { rate: Rate | undefined }) {
  const { officeCatalogue: words, admin } = useWords();
  const { number, date } = useFormats();
  if (rate === undefined) return <span className="soft">{words.noRate}</span>;
  const parts = rate.components.map(({ name, rate_percent }) => `${name} ${admin.percent(number(rate_percent))}`);
  return (
    <>
      <b>{admin.percent(number(totalOf(rate)))}</b>
      <span className="sub">{[...parts, words.since(date(rate.effective_from))].join(", ")}</span>
    </>
  );
}
