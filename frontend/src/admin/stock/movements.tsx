import { useQueries } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import { useTitle } from "../../ui/page.ts";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { Head } from "../frame.tsx";
import { Choice } from "../list/filters.tsx";
import { SweetFilter, sweetQuery } from "../list/sweet-finder.tsx";
import { type Column, Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { said, useWanted } from "../list/use-wanted.ts";
import { officeAddresses } from "../places.ts";
import { useMovementColumns } from "./movement-columns.tsx";
import { MOVEMENT_KINDS, type Movement } from "./queries.ts";
import { StockRooms } from "./stock-rooms.tsx";

const NOTHING_WANTED = { sweet_id: "", kind: "" };

/** The ledger: all that ever moved, newest first. */
export default function Movements() {
  const { admin, stock } = useWords();
  const [wanted, want] = useWanted(["sweet_id", "kind"]);
  useTitle(stock.movements);
  const { sweet_id, kind, sort } = wanted;
  const list = useList<Movement>({
    key: ["movements", "office", wanted],
    load: (page, signal) => {
      const wantedKind = MOVEMENT_KINDS.find((one) => one === kind);
      const query = {
        ...page,
        ...said({ sort }),
        ...(sweet_id !== "" && { sweet_id: Number(sweet_id) }),
        ...(wantedKind && { kind: wantedKind }),
      };
      return ask(api.GET("/api/stock-movements", { params: { query }, signal }));
    },
  });
  const ids = [...new Set(list.rows?.map((movement) => movement.sweet_id))];
  const answers = useQueries({ queries: ids.map(sweetQuery) });
  const sweets = new Map(answers.flatMap(({ data }) => (data === undefined ? [] : [[data.id, data] as const])));
  const sweetColumn: Column<Movement> = {
    head: stock.sweet,
    cell: (movement) => (
      <>
        <span dir="auto">{sweets.get(movement.sweet_id)?.name ?? "…"}</span>
        <span className="sub">{stock.lotNumber(movement.lot_id)}</span>
      </>
    ),
  };
  const isFiltered = sweet_id !== "" || kind !== "";
  return (
    <>
      <Head title={admin.places.stock} />
      <StockRooms />
      <div className="bar">
        <SweetFilter id={sweet_id} onChange={(id) => want({ sweet_id: id })} />
        <Choice
          label={stock.kind}
          value={kind}
          options={MOVEMENT_KINDS.map((value) => ({ value, label: stock.kinds[value] }))}
          onChange={(value) => want({ kind: value })}
        />
      </div>
      <Table
        caption={stock.movements}
        list={list}
        keyOf={({ id }) => id}
        to={({ lot_id }) => officeAddresses.lot(lot_id)}
        columns={[sweetColumn, ...useMovementColumns((movement) => sweets.get(movement.sweet_id)?.unit)]}
        sort={sort === "" ? "-occurred_at" : sort}
        onSort={(name) => want({ sort: name })}
        empty={
          <Empty
            title={isFiltered ? stock.noMovementLikeThat : stock.noMovements}
            action={
              isFiltered && (
                <button className="btn" type="button" onClick={() => want(NOTHING_WANTED)}>
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
