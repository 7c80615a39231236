import { useQuery } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import { useUser } from "../../api/use-session.ts";
import { useFormats } from "../../ui/formats.ts";
import { useTitle } from "../../ui/page.ts";
import { useShop } from "../../ui/shop.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { momentsOf } from "../days.ts";
import { Head } from "../frame.tsx";
import { Choice } from "../list/filters.tsx";
import { oneOf } from "../list/one-of.ts";
import { Period } from "../list/period.tsx";
import { SweetFilter } from "../list/sweet-finder.tsx";
import { type Column, Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { said, useWanted } from "../list/use-wanted.ts";
import { officeAddresses } from "../places.ts";
import { useMovementColumns } from "./movement-columns.tsx";
import { MOVEMENT_KINDS, type Movement, staffQuery } from "./queries.ts";
import { StockRooms } from "./stock-rooms.tsx";

const FILTERS = ["sweet_id", "lot_id", "kind", "actor_id", "from", "to"] as const;
const NOTHING_WANTED = { sweet_id: "", lot_id: "", kind: "", actor_id: "", from: "", to: "" };

/** The ledger: all that ever moved, newest first. */
export default function Movements() {
  const { admin, stock } = useWords();
  const { time_zone } = useShop();
  const { date, time } = useFormats();
  const [wanted, want] = useWanted(FILTERS);
  useTitle(stock.movements);
  const { sweet_id, lot_id, kind, actor_id, from, to, sort } = wanted;
  const list = useList<Movement>({
    key: ["movements", "office", wanted],
    load: (page, signal) => {
      const moments = momentsOf(from, to, time_zone);
      const query = {
        ...page,
        ...said({ sort }),
        ...oneOf("kind", kind, MOVEMENT_KINDS),
        ...(sweet_id !== "" && { sweet_id: Number(sweet_id) }),
        ...(lot_id !== "" && { lot_id: Number(lot_id) }),
        ...(actor_id !== "" && { actor_id: Number(actor_id) }),
        ...(moments.from !== undefined && { occurred_from: moments.from }),
        ...(moments.to !== undefined && { occurred_to: moments.to }),
      };
      return ask(api.GET("/api/stock-movements", { params: { query }, signal }));
    },
  });
  const sweetColumn: Column<Movement> = {
    head: stock.sweet,
    cell: ({ sweet, lot_id: lot, occurred_at }) => (
      <>
        <span dir="auto">{sweet.name}</span>
        <span className="sub">{stock.lotNumber(lot)}</span>
        <span className="sub on-phone">
          {date(occurred_at)}, {time(occurred_at)}
        </span>
      </>
    ),
  };
  const isFiltered = FILTERS.some((name) => wanted[name] !== "");
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
        <PersonFilter id={actor_id} onChange={(id) => want({ actor_id: id })} />
        {lot_id !== "" && (
          <button
            className="btn is-set"
            type="button"
            aria-label={stock.allLots(Number(lot_id))}
            onClick={() => want({ lot_id: "" })}
          >
            {stock.lotNumber(Number(lot_id))} <StaffIcon name="x" />
          </button>
        )}
        <Period from={from} to={to} onChange={want} />
      </div>
      <Table
        caption={stock.movements}
        list={list}
        keyOf={({ id }) => id}
        to={({ lot_id: lot }) => officeAddresses.lot(lot)}
        columns={[sweetColumn, ...useMovementColumns("phone")]}
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

/** Who moved it; only admins may ask who there is. */
function PersonFilter({ id, onChange }: { id: string; onChange: (id: string) => void }) {
  const { stock, officeSales } = useWords();
  const isAdmin = useUser()?.role === "admin";
  const { data: staff = [] } = useQuery({ ...staffQuery, enabled: isAdmin });
  if (!isAdmin) return null;
  const options = staff.map((one) => ({ value: String(one.id), label: one.full_name ?? one.email }));
  const isListed = id === "" || options.some(({ value }) => value === id);
  return (
    <Choice
      label={stock.movedBy}
      value={id}
      options={isListed ? options : [...options, { value: id, label: officeSales.somebody(Number(id)) }]}
      areLoaded
      onChange={onChange}
    />
  );
}
