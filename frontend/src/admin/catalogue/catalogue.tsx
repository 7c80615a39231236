import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { api, ask } from "../../api/client.ts";
import { useUser } from "../../api/use-session.ts";
import { useTitle } from "../../ui/page.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { ColumnsMenu, hiddenColumns, useHidden } from "../list/columns.tsx";
import { Choice, SearchField } from "../list/filters.tsx";
import { Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { said, useWanted } from "../list/use-wanted.ts";
import { officeAddresses } from "../places.ts";
import { CatalogueHead } from "./catalogue-head.tsx";
import { PriceConflict, type StalePrice } from "./price-conflict.tsx";
import { categoriesQuery, STOCK_STATES, stateIn } from "./queries.ts";
import { useSweetColumns } from "./sweet-columns.tsx";
import "./price.css";

const hidden = hiddenColumns("catalogue");
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
  const [stale, setStale] = useState<StalePrice | null>(null);
  const columns = useSweetColumns((base, price) => setStale({ base, price }));
  const left = useHidden(hidden);
  const isFiltered = q !== "" || category_id !== "" || stock_state !== "" || archived !== "";
  return (
    <>
      <CatalogueHead>
        {isAdmin && (
          <Link className="btn go" to={officeAddresses.newSweet}>
            <StaffIcon name="plus" /> {officeCatalogue.newSweet}
          </Link>
        )}
      </CatalogueHead>
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
        <ColumnsMenu hidden={hidden} columns={columns.slice(1)} />
      </div>
      <Table
        caption={admin.places.catalogue}
        list={list}
        keyOf={({ id }) => id}
        to={({ id }) => officeAddresses.sweet(id)}
        columns={columns.filter(({ name }) => !left.includes(name))}
        below={(sweet) => stale?.base.id === sweet.id && <PriceConflict stale={stale} onDone={() => setStale(null)} />}
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
