import { api, ask } from "../../api/client.ts";
import { useUser } from "../../api/use-session.ts";
import { useFormats } from "../../ui/formats.ts";
import { useTitle } from "../../ui/page.ts";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { Head } from "../frame.tsx";
import { Choice } from "../list/filters.tsx";
import { SweetFilter } from "../list/sweet-finder.tsx";
import { type Column, Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { said, useWanted } from "../list/use-wanted.ts";
import { officeAddresses } from "../places.ts";
import { BestBefore } from "./best-before.tsx";
import type { Lot } from "./queries.ts";
import { RestockLink } from "./restock-link.tsx";
import { StockRooms } from "./stock-rooms.tsx";
import { WriteOff } from "./write-off.tsx";

const FILTERS = ["sweet_id", "expired", "expiring_within_days", "empty"] as const;
const WITHIN = { "0": "today", "2": "two", "7": "week", "30": "month" } as const;
const NOTHING_WANTED = { sweet_id: "", expired: "", expiring_within_days: "", empty: "" };

/** The lots on the shelf, those that have to go first in front. */
export function Lots() {
  const { admin, stock } = useWords();
  const [wanted, want] = useWanted(FILTERS);
  useTitle(admin.places.stock);
  const { sweet_id, expired, expiring_within_days, empty, sort } = wanted;
  const list = useList({
    key: ["lots", "office", wanted],
    load: (page, signal) => {
      const query = {
        ...page,
        ...said({ sort: sort === "" ? "best_before" : sort }),
        ...(sweet_id !== "" && { sweet_id: Number(sweet_id) }),
        ...(expired === "true" && { expired: true }),
        ...(/^\d{1,4}$/.test(expiring_within_days) && { expiring_within_days: Number(expiring_within_days) }),
        empty: empty === "true",
      };
      return ask(api.GET("/api/lots", { params: { query }, signal }));
    },
  });
  const isFiltered = [sweet_id, expired, expiring_within_days, empty].some((one) => one !== "");
  const within = Object.entries(WITHIN).map(([value, name]) => ({ value, label: stock.states[name] }));
  return (
    <>
      <Head title={admin.places.stock}>
        <WriteOff />
        <RestockLink />
      </Head>
      <StockRooms />
      <div className="bar">
        <SweetFilter id={sweet_id} onChange={(id) => want({ sweet_id: id })} />
        <Choice
          label={stock.bestBefore}
          value={expired === "true" ? "expired" : expiring_within_days}
          options={[{ value: "expired", label: stock.states.expired }, ...within]}
          onChange={(value) =>
            want(
              value === "expired"
                ? { expired: "true", expiring_within_days: "" }
                : { expired: "", expiring_within_days: value },
            )
          }
        />
        <Choice
          label={stock.shelf}
          value={empty}
          options={[{ value: "true", label: stock.empty }]}
          onChange={(value) => want({ empty: value })}
        />
      </div>
      <Table
        caption={stock.lots}
        list={list}
        keyOf={({ id }) => id}
        to={({ id }) => officeAddresses.lot(id)}
        columns={useColumns()}
        sort={sort === "" ? "best_before" : sort}
        onSort={(name) => want({ sort: name })}
        empty={
          <Empty
            title={isFiltered ? stock.noLotLikeThat : stock.noLots}
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

function useColumns(): Column<Lot>[] {
  const { stock } = useWords();
  const { quantity, money, date } = useFormats();
  const isAdmin = useUser()?.role === "admin";
  const cost: Column<Lot> = {
    head: stock.cost,
    isFigure: true,
    leaves: "tablet",
    cell: ({ unit_cost }) => unit_cost !== null && <span className="soft">{money(unit_cost)}</span>,
  };
  return [
    {
      head: stock.sweet,
      cell: ({ id, sweet_name, sku }) => (
        <>
          <span dir="auto">{sweet_name}</span>
          <span className="sub">
            {stock.lotNumber(id)}, {sku}
          </span>
        </>
      ),
    },
    { head: stock.bestBefore, sort: "best_before", isFigure: true, cell: (lot) => <BestBefore lot={lot} /> },
    { head: stock.left, isFigure: true, cell: ({ on_hand, unit }) => <b>{quantity(on_hand, unit)}</b> },
    {
      head: stock.cameIn,
      isFigure: true,
      leaves: "tablet",
      cell: ({ quantity_received, unit }) =>
        quantity_received !== null && <span className="soft">{quantity(quantity_received, unit)}</span>,
    },
    ...(isAdmin ? [cost] : []),
    {
      head: stock.received,
      sort: "received_at",
      isFigure: true,
      leaves: "phone",
      cell: ({ received_at }) => <span className="soft">{date(received_at)}</span>,
    },
  ];
}
