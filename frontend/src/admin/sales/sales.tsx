import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { api, ask } from "../../api/client.ts";
import { numberOf } from "../../staff/sales/sale-number.ts";
import { tenderName } from "../../staff/sales/tender.ts";
import { useShop } from "../../ui/shop.tsx";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { momentsOf } from "../days.ts";
import { Choice, SearchField } from "../list/filters.tsx";
import { oneOf } from "../list/one-of.ts";
import { Period } from "../list/period.tsx";
import { Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { said, useWanted } from "../list/use-wanted.ts";
import { officeAddresses } from "../places.ts";
import { newestSaleQuery, PAYMENT_STATES, STATUSES } from "./queries.ts";
import { SalesRoom } from "./room.tsx";
import { useSaleColumns } from "./sale-columns.tsx";
import { SellerChoice } from "./seller-choice.tsx";
import { useTenders } from "./use-tenders.ts";

const FILTERS = ["number", "from", "to", "status", "payment_state", "to_collect", "tender", "seller_id"] as const;
const NOTHING = {
  ...{ number: "", from: "", to: "", status: "", payment_state: "", to_collect: "", tender: "", seller_id: "" },
};
const NEWEST_FIRST = "-created_at";

/** Every sale: by its number or its last digits, its day, how it was paid and whether it stands. */
export default function Sales() {
  const { admin, officeSales: words, counter, pay } = useWords();
  const tenders = useTenders();
  const { time_zone } = useShop();
  const [wanted, want] = useWanted(FILTERS);
  const { data: newest } = useQuery(newestSaleQuery);
  const { number, from, to, status, payment_state, to_collect, tender, seller_id, sort } = wanted;
  const whole = numberOf(number, newest?.items[0]?.number) ?? "";
  const list = useList({
    key: ["sales", "office", wanted, whole],
    load: (page, signal) => {
      const moments = momentsOf(from, to, time_zone);
      const query = {
        ...page,
        ...said({ number: whole, sort }),
        ...oneOf("status", status, STATUSES),
        ...oneOf("payment_state", payment_state, PAYMENT_STATES),
        ...(to_collect === "true" && { to_collect: true }),
        ...said({ tender }),
        ...(seller_id !== "" && { seller_id: Number(seller_id) }),
        ...(moments.from !== undefined && { created_from: moments.from }),
        ...(moments.to !== undefined && { created_to: moments.to }),
      };
      return ask(api.GET("/api/sales", { params: { query }, signal }));
    },
  });
  const isFiltered = FILTERS.some((name) => wanted[name] !== "");
  return (
    <>
      <SalesRoom title={words.sales} />
      <div className="bar">
        <SearchField label={words.find} text={number} onText={(text) => want({ number: text })} />
        <Period from={from} to={to} onChange={want} />
        <Choice
          label={words.status}
          value={status}
          options={STATUSES.map((value) => ({ value, label: words.statuses[value] }))}
          onChange={(value) => want({ status: value })}
        />
        <Choice
          label={words.paymentState}
          value={payment_state}
          options={PAYMENT_STATES.map((value) => ({ value, label: pay.states[value] }))}
          onChange={(value) => want({ payment_state: value })}
        />
        <Choice
          label={pay.toCollect}
          value={to_collect}
          options={[{ value: "true", label: words.onlyToCollect }]}
          onChange={(value) => want({ to_collect: value })}
        />
        <Choice
          label={words.tender}
          value={tender}
          options={tenders.map((value) => ({ value, label: tenderName(counter.tenders, value) }))}
          onChange={(value) => want({ tender: value })}
        />
        <SellerChoice label={words.seller} value={seller_id} onChange={(value) => want({ seller_id: value })} />
      </div>
      <Table
        caption={words.sales}
        list={list}
        keyOf={({ id }) => id}
        to={({ id }) => officeAddresses.sale(id)}
        columns={useSaleColumns()}
        sort={sort || NEWEST_FIRST}
        onSort={(name) => want({ sort: name })}
        empty={
          <Empty
            title={isFiltered ? words.noneLikeThat : words.none}
            action={
              isFiltered ? (
                <button className="btn" type="button" onClick={() => want(NOTHING)}>
                  {admin.showAll}
                </button>
              ) : (
                <Link className="btn" to={addresses.counter}>
                  {words.firstSale}
                </Link>
              )
            }
          />
        }
      />
    </>
  );
}
