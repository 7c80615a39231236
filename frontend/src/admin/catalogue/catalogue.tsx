import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, ask } from "../../api/client.ts";
import type { Sweet } from "../../api/types.ts";
import { useUser } from "../../api/use-session.ts";
import { useFormats } from "../../ui/formats.ts";
import { useTitle } from "../../ui/page.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { SweetPicture } from "../../ui/sweet-picture.tsx";
import { useWords } from "../../words/index.tsx";
import { Head } from "../frame.tsx";
import { Choice, SearchField } from "../list/filters.tsx";
import { type Column, Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { said, useWanted } from "../list/use-wanted.ts";
import { officeAddresses } from "../places.ts";
import { categoriesQuery, STOCK_STATES, stateIn } from "./queries.ts";

const FILTERS = ["q", "category_id", "stock_state", "archived"] as const;

/** Every sweet: found, filtered and sorted by the shop, and by its address. */
export default function Catalogue() {
  const { admin, officeCatalogue } = useWords();
  const isAdmin = useUser()?.role === "admin";
  const [wanted, want] = useWanted(FILTERS);
  const { data: categories } = useQuery(categoriesQuery);
  useTitle(admin.places.catalogue);
  const { q, category_id, stock_state, archived, sort } = wanted;
  const list = useList({
    key: ["sweets", "office", wanted],
    load: (page, signal) => {
      const query = {
        ...page,
        ...said({ q, sort: sort === "" && q === "" ? "name" : sort }),
        ...(category_id !== "" && { category_id: Number(category_id) }),
        ...stateIn(stock_state),
        archived: archived === "true",
      };
      return ask(api.GET("/api/sweets", { params: { query }, signal }));
    },
  });
  const isFiltered = q !== "" || category_id !== "" || stock_state !== "" || archived !== "";
  return (
    <>
      <Head title={admin.places.catalogue}>
        {isAdmin && (
          <Link className="btn go" to={officeAddresses.newSweet}>
            <StaffIcon name="plus" /> {officeCatalogue.newSweet}
          </Link>
        )}
      </Head>
      <div className="bar">
        <SearchField label={admin.findSweet} text={q} onText={(text) => want({ q: text })} />
        <Choice
          label={admin.category}
          value={category_id}
          options={(categories?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
          onChange={(value) => want({ category_id: value })}
        />
        <Choice
          label={admin.stockState}
          value={stock_state}
          options={STOCK_STATES.map((value) => ({ value, label: admin.stockStates[value] }))}
          onChange={(value) => want({ stock_state: value })}
        />
        <Choice
          label={admin.onSale}
          value={archived}
          options={[{ value: "true", label: admin.archived }]}
          onChange={(value) => want({ archived: value })}
        />
      </div>
      <Table
        caption={admin.places.catalogue}
        list={list}
        keyOf={({ id }) => id}
        to={({ id }) => officeAddresses.sweet(id)}
        columns={useColumns()}
        sort={sort}
        onSort={(name) => want({ sort: name })}
        empty={
          <Empty
            title={isFiltered ? admin.noSweetLikeThat : admin.noSweets}
            action={
              isFiltered && (
                <button
                  className="btn"
                  type="button"
                  onClick={() => want({ q: "", category_id: "", stock_state: "", archived: "" })}
                >
                  {admin.showAll}
                </button>
              )
            }
          />
        }
      />
    </>
  );
}

function useColumns(): Column<Sweet>[] {
  const { admin, units } = useWords();
  const { money, quantity, date } = useFormats();
  return [
    {
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
    { head: admin.category, cell: ({ category }) => <span dir="auto">{category.name}</span>, leaves: "phone" },
    {
      head: admin.price,
      sort: "price",
      isFigure: true,
      cell: ({ price, unit }) => (
        <>
          <b>{money(price)}</b> <span className="soft">{units.per[unit]}</span>
        </>
      ),
    },
    {
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
      head: admin.threshold,
      isFigure: true,
      leaves: "tablet",
      cell: ({ low_stock_threshold, unit }) =>
        low_stock_threshold !== null && <span className="soft">{quantity(low_stock_threshold, unit)}</span>,
    },
    {
      head: admin.keeps,
      isFigure: true,
      leaves: "tablet",
      cell: ({ shelf_life_days }) =>
        shelf_life_days !== null && <span className="soft">{admin.days(shelf_life_days)}</span>,
    },
    {
      head: admin.changed,
      isFigure: true,
      leaves: "tablet",
      cell: ({ updated_at }) => <span className="soft">{date(updated_at)}</span>,
    },
  ];
}
