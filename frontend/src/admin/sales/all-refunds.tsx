import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";
import { tenderName, tenderNames } from "../../staff/sales/tender.ts";
import { useFormats } from "../../ui/formats.ts";
import { useShop } from "../../ui/shop.tsx";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { momentsOf } from "../days.ts";
import { Choice, SearchField } from "../list/filters.tsx";
import { Period } from "../list/period.tsx";
import { type Column, Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { said, useWanted } from "../list/use-wanted.ts";
import { Person } from "../person.tsx";
import { officeAddresses } from "../places.ts";
import { SalesRoom } from "./room.tsx";
import { SellerChoice } from "./seller-choice.tsx";
import { useTenders } from "./use-tenders.ts";

type Refund = Schemas["RefundRead"];

const FILTERS = ["number", "from", "to", "tender", "refunded_by"] as const;
const NOTHING = { number: "", from: "", to: "", tender: "", refunded_by: "" };
const NEWEST_FIRST = "-created_at";

/** Every refund: by its day, how it was paid out and who gave the money back. */
export default function AllRefunds() {
  const { admin, officeSales: words, counter } = useWords();
  const { time_zone } = useShop();
  const [wanted, want] = useWanted(FILTERS);
  const { number, from, to, tender, refunded_by, sort } = wanted;
  const tenders = useTenders();
  const list = useList({
    key: ["sales", "refunds", wanted],
    load: (page, signal) => {
      const moments = momentsOf(from, to, time_zone);
      const query = {
        ...page,
        ...said({ number, sort }),
        ...said({ tender }),
        ...(refunded_by !== "" && { refunded_by: Number(refunded_by) }),
        ...(moments.from !== undefined && { created_from: moments.from }),
        ...(moments.to !== undefined && { created_to: moments.to }),
      };
      return ask(api.GET("/api/refunds", { params: { query }, signal }));
    },
  });
  const isFiltered = [number, from, to, tender, refunded_by].some((text) => text !== "");
  return (
    <>
      <SalesRoom title={words.allRefunds} />
      <div className="bar">
        <SearchField label={words.refundNumber} text={number} onText={(text) => want({ number: text })} />
        <Period from={from} to={to} onChange={want} />
        <Choice
          label={words.refundTender}
          value={tender}
          options={tenders.map((value) => ({ value, label: tenderName(counter.tenders, value) }))}
          onChange={(value) => want({ tender: value })}
        />
        <SellerChoice label={words.refundedBy} value={refunded_by} onChange={(value) => want({ refunded_by: value })} />
      </div>
      <Table
        caption={words.allRefunds}
        list={list}
        keyOf={({ id }) => id}
        to={({ sale_id }) => officeAddresses.sale(sale_id)}
        columns={useRefundColumns()}
        sort={sort || NEWEST_FIRST}
        onSort={(name) => want({ sort: name })}
        empty={
          <Empty
            title={isFiltered ? words.noRefundLikeThat : words.noRefunds}
            action={
              isFiltered && (
                <button className="btn" type="button" onClick={() => want(NOTHING)}>
                  {admin.showAll}
                </button>
              )
            }
          >
            {!isFiltered && <p className="soft">{words.noRefundsHint}</p>}
          </Empty>
        }
      />
    </>
  );
}

function useRefundColumns(): Column<Refund>[] {
  const { officeSales: words, counter } = useWords();
  const { money, quantity, date, time } = useFormats();
  return [
    {
      head: words.refundNumber,
      sort: "created_at",
      cell: ({ number, created_at }) => (
        <>
          {number}
          <span className="sub">
            {date(created_at)}, {time(created_at)}
          </span>
        </>
      ),
    },
    {
      head: words.refundedSale,
      leaves: "phone",
      cell: ({ sale_number }) => sale_number,
    },
    {
      head: words.refundedLines,
      leaves: "phone",
      cell: ({ lines, reason }) => (
        <span dir="auto">
          {lines
            .map(
              ({ name, quantity: back, unit }) =>
                `${name}, ${Number(back) === 0 ? counter.moneyAlone : quantity(back, unit)}`,
            )
            .join("; ")}
          {reason !== null && <span className="sub">{reason}</span>}
        </span>
      ),
    },
    {
      head: words.refundedBy,
      leaves: "phone",
      cell: ({ refunded_by }) => (
        <span className="over">
          <Person id={refunded_by} />
        </span>
      ),
    },
    { head: words.refundTender, leaves: "tablet", cell: ({ payments }) => tenderNames(counter.tenders, payments) },
    { head: words.total, isFigure: true, cell: ({ amount_due }) => <b>{`−${money(amount_due)}`}</b> },
  ];
}
