import { Link } from "react-router";
import { api, ask } from "../../api/client.ts";
import { sum } from "../../ui/decimal.ts";
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
import { type Adjustment, costOf, GAINS, LOSSES, REASONS } from "./queries.ts";
import { Signed } from "./signed.tsx";
import { StockRooms } from "./stock-rooms.tsx";
import { WriteOff } from "./write-off.tsx";

const FILTERS = ["sweet_id", "reason", "from", "to"] as const;
const NOTHING_WANTED = { sweet_id: "", reason: "", from: "", to: "" };

/** What was lost and what turned up, newest first. */
export default function Adjustments() {
  const { admin, adjustments: words } = useWords();
  const { time_zone } = useShop();
  const [wanted, want] = useWanted(FILTERS);
  useTitle(words.adjustments);
  const { sweet_id, reason, from, to, sort } = wanted;
  const list = useList<Adjustment>({
    key: ["adjustments", "office", wanted],
    load: (page, signal) => {
      const moments = momentsOf(from, to, time_zone);
      const query = {
        ...page,
        ...said({ sort }),
        ...(sweet_id !== "" && { sweet_id: Number(sweet_id) }),
        ...oneOf("reason", reason, REASONS),
        ...(moments.from !== undefined && { created_from: moments.from }),
        ...(moments.to !== undefined && { created_to: moments.to }),
      };
      return ask(api.GET("/api/adjustments", { params: { query }, signal }));
    },
  });
  const isFiltered = [sweet_id, reason, from, to].some((one) => one !== "");
  return (
    <>
      <Head title={admin.places.stock}>
        <WriteOff />
        <NewLink />
      </Head>
      <StockRooms />
      <div className="bar">
        <SweetFilter id={sweet_id} onChange={(id) => want({ sweet_id: id })} />
        <Choice
          label={words.reason}
          value={reason}
          options={[...LOSSES, ...GAINS].map((value) => ({ value, label: words.reasons[value] }))}
          onChange={(value) => want({ reason: value })}
        />
        <Period from={from} to={to} onChange={want} />
      </div>
      <Table
        caption={words.adjustments}
        list={list}
        keyOf={({ id }) => id}
        to={({ id }) => officeAddresses.adjustment(id)}
        columns={useColumns()}
        sort={sort === "" ? "-created_at" : sort}
        onSort={(name) => want({ sort: name })}
        empty={
          <Empty
            title={isFiltered ? words.noneLikeThat : words.none}
            action={
              isFiltered ? (
                <button className="btn" type="button" onClick={() => want(NOTHING_WANTED)}>
                  {admin.showAll}
                </button>
              ) : (
                <NewLink />
              )
            }
          >
            {!isFiltered && <p>{words.noneHint}</p>}
          </Empty>
        }
      />
    </>
  );
}

function NewLink() {
  const { adjustments: words } = useWords();
  return (
    <Link className="btn go" to={officeAddresses.newAdjustment()}>
      <StaffIcon name="plus" /> {words.newAdjustment}
    </Link>
  );
}

function useColumns(): Column<Adjustment>[] {
  const { stock, adjustments: words } = useWords();
  const { money, date, time } = useFormats();
  return [
    {
      head: stock.sweet,
      cell: ({ id, sweet }) => (
        <>
          <span dir="auto">{sweet.name}</span>
          <span className="sub">{words.number(id)}</span>
        </>
      ),
    },
    { head: words.reason, cell: ({ reason }) => words.reasons[reason] },
    {
      head: stock.quantity,
      isFigure: true,
      cell: ({ quantity, sweet }) => <Signed quantity={quantity} unit={sweet.unit} />,
    },
    {
      head: stock.cost,
      isFigure: true,
      leaves: "tablet",
      cell: ({ movements }) => (
        <span className="soft">
          {movements.some(({ unit_cost }) => unit_cost !== null) &&
            money(sum(movements.map((one) => costOf(one.quantity, one.unit_cost))).toFixed())}
        </span>
      ),
    },
    {
      head: stock.note,
      leaves: "tablet",
      cell: ({ note }) => (
        <span className="soft" dir="auto">
          {note}
        </span>
      ),
    },
    {
      head: stock.when,
      sort: "created_at",
      isFigure: true,
      leaves: "phone",
      cell: ({ created_at }) => (
        <>
          {date(created_at)}
          <span className="sub">{time(created_at)}</span>
        </>
      ),
    },
  ];
}
