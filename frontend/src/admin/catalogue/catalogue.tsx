import { useState } from "react";
import { Link } from "react-router";
import { api, ask } from "../../api/client.ts";
import type { Sweet } from "../../api/types.ts";
import { useUser } from "../../api/use-session.ts";
import { useTitle } from "../../ui/page.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { ColumnsMenu, hiddenColumns, useHidden } from "../list/columns.tsx";
import { Table } from "../list/table.tsx";
import { type PageQuery, useList } from "../list/use-list.ts";
import { useSelection } from "../list/use-selection.ts";
import { useWanted } from "../list/use-wanted.ts";
import { officeAddresses } from "../places.ts";
import { BulkBar } from "./bulk/bulk-bar.tsx";
import { CatalogueFilters } from "./catalogue-filters.tsx";
import { CatalogueHead } from "./catalogue-head.tsx";
import { PriceConflict, type StalePrice } from "./price-conflict.tsx";
import { FILTERS, sweetsWanted } from "./queries.ts";
import { useSweetColumns } from "./sweet-columns.tsx";
import "./price.css";

const hidden = hiddenColumns("catalogue", ["sku", "barcode"]);
const NO_FILTER = Object.fromEntries(FILTERS.map((name) => [name, ""]));
const idOf = ({ id }: Sweet) => id;
const nameOf = ({ name }: Sweet) => name;

/** Every sweet: found, filtered and sorted by the shop, and by its address; many are changed at once. */
export default function Catalogue() {
  const { admin, officeCatalogue } = useWords();
  const isAdmin = useUser()?.role === "admin";
  const [wanted, want] = useWanted(FILTERS);
  useTitle(admin.places.catalogue);
  const load = (page: PageQuery, signal: AbortSignal) =>
    ask(api.GET("/api/sweets", { params: { query: { ...page, ...sweetsWanted(wanted) } }, signal }));
  const list = useList({ key: ["sweets", "office", wanted], load });
  const selection = useSelection(list.rows, idOf, nameOf);
  const isChoosing = selection.rows.length > 0;
  const [stale, setStale] = useState<StalePrice | null>(null);
  const columns = useSweetColumns((base, price) => setStale({ base, price }));
  const left = useHidden(hidden);
  const isFiltered = FILTERS.some((name) => wanted[name] !== "");
  return (
    <>
      <CatalogueHead>
        {isAdmin && (
          <Link className="btn go" to={officeAddresses.newSweet}>
            <StaffIcon name="plus" /> {officeCatalogue.newSweet}
          </Link>
        )}
      </CatalogueHead>
      <div className={isChoosing ? "filter-place is-choosing" : "filter-place"}>
        <CatalogueFilters wanted={wanted} want={want} isInert={isChoosing}>
          <ColumnsMenu hidden={hidden} columns={columns.slice(1)} />
        </CatalogueFilters>
        {isChoosing && (
          <BulkBar
            selection={selection}
            total={list.total}
            isExact={list.isExact}
            load={load}
            isOfArchived={wanted.archived === "true"}
          />
        )}
      </div>
      <Table
        caption={admin.places.catalogue}
        list={list}
        keyOf={idOf}
        to={({ id }) => officeAddresses.sweet(id)}
        columns={columns.filter(({ name }) => !left.includes(name))}
        below={(sweet) => stale?.base.id === sweet.id && <PriceConflict stale={stale} onDone={() => setStale(null)} />}
        sort={wanted.sort}
        onSort={(name) => want({ sort: name })}
        selection={selection}
        empty={
          <Empty
            title={isFiltered ? admin.noSweetLikeThat : admin.noSweets}
            action={
              isFiltered && (
                <button className="btn" type="button" onClick={() => want(NO_FILTER)}>
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
