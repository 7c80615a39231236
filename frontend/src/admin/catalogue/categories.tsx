import { Link, useSearchParams } from "react-router";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { useTitle } from "../../ui/page.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { type Column, Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { useOpened } from "../list/use-opened.ts";
import { useWanted } from "../list/use-wanted.ts";
import { officeAddresses } from "../places.ts";
import { CatalogueHead } from "./catalogue-head.tsx";
import { CategoryDialog } from "./category-dialog.tsx";

type Category = Schemas["CategoryRead"];

/** The kinds of sweets, and from how much left each runs low. */
export default function Categories() {
  const { officeCatalogue: words } = useWords();
  const [{ sort }, want] = useWanted([]);
  const [params, setParams] = useSearchParams();
  const opened = params.get("open");
  useTitle(words.categories);
  const list = useList<Category>({
    key: ["categories", "list", sort],
    load: (page, signal) =>
      ask(api.GET("/api/categories", { params: { query: { ...page, sort: sort || "name" } }, signal })),
  });
  const category = useOpened("categories", opened, list.rows, (category_id) =>
    ask(api.GET("/api/categories/{category_id}", { params: { path: { category_id } } })),
  );
  return (
    <>
      <CatalogueHead>
        <Link className="btn go" to="?open=new">
          <StaffIcon name="plus" /> {words.newCategory}
        </Link>
      </CatalogueHead>
      <Table
        caption={words.categories}
        list={list}
        keyOf={({ id }) => id}
        to={({ id }) => `?open=${id}`}
        columns={useColumns()}
        sort={sort || "name"}
        onSort={(name) => want({ sort: name })}
        empty={<Empty title={words.noCategories} />}
      />
      {(opened === "new" || category !== undefined) && (
        <CategoryDialog
          key={opened}
          category={category ?? null}
          onClose={() => {
            setParams({}, { replace: true });
            void queries.invalidateQueries({ queryKey: ["categories"] });
          }}
        />
      )}
    </>
  );
}

function useColumns(): Column<Category>[] {
  const { officeCatalogue: words, admin } = useWords();
  const { number, date } = useFormats();
  return [
    { head: words.fields.name, sort: "name", cell: ({ name }) => <span dir="auto">{name}</span> },
    {
      head: words.fields.description,
      leaves: "phone",
      cell: ({ description }) => (
        <span className="soft" dir="auto">
          {description}
        </span>
      ),
    },
    {
      head: words.fields.low_stock_threshold,
      isFigure: true,
      cell: ({ low_stock_threshold }) => low_stock_threshold !== null && number(low_stock_threshold),
    },
    {
      head: words.itsSweets,
      isFigure: true,
      cell: ({ id }) => (
        <Link className="over" to={`${officeAddresses.catalogue}?category_id=${id}`}>
          {words.show}
        </Link>
      ),
    },
    {
      head: admin.changed,
      isFigure: true,
      leaves: "tablet",
      cell: ({ updated_at }) => <span className="soft">{date(updated_at)}</span>,
    },
  ];
}
