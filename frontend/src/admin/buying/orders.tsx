import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, ask } from "../../api/client.ts";
import { useShop } from "../../ui/shop.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { addDays } from "../days.ts";
import { Choice, SearchField } from "../list/filters.tsx";
import { SweetFilter } from "../list/sweet-finder.tsx";
import { Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { said, useWanted } from "../list/use-wanted.ts";
import { officeAddresses } from "../places.ts";
import { BuyingHead } from "./buying-head.tsx";
import { useOrderColumns } from "./order-columns.tsx";
import { ORDER_STATUSES, suppliersQuery } from "./queries.ts";

const FILTERS = ["number", "status", "supplier_id", "sweet_id", "expected"] as const;
const OUR_NUMBER = /^po-\d+$/i;
const EXPECTED = ["late", "today", "week"] as const;
const NOTHING_WANTED = { number: "", status: "", supplier_id: "", sweet_id: "", expected: "" };

/** Every order to a supplier. */
export function Orders() {
  const { admin, buying } = useWords();
  const { today } = useShop();
  const [wanted, want] = useWanted(FILTERS);
  const { data: suppliers } = useQuery(suppliersQuery);
  const { number, status, supplier_id, sweet_id, expected, sort } = wanted;
  const list = useList({
    key: ["purchases", "office", wanted, today],
    load: (page, signal) => {
      const wantedStatus = ORDER_STATUSES.find((one) => one === status);
      const query = {
        ...page,
        ...said({ sort }),
        ...(number !== "" && (OUR_NUMBER.test(number) ? { number } : { supplier_reference: number })),
        ...(wantedStatus && { status: wantedStatus }),
        ...(supplier_id !== "" && { supplier_id: Number(supplier_id) }),
        ...(sweet_id !== "" && { sweet_id: Number(sweet_id) }),
        ...expectedIn(expected, today),
      };
      return ask(api.GET("/api/purchases", { params: { query }, signal }));
    },
  });
  const isFiltered = [number, status, supplier_id, sweet_id, expected].some((one) => one !== "");
  return (
    <>
      <BuyingHead>
        <Link className="btn go" to={officeAddresses.newOrder()}>
          <StaffIcon name="plus" /> {buying.newOrder}
        </Link>
      </BuyingHead>
      <div className="bar">
        <SearchField label={buying.anyNumber} text={number} onText={(text) => want({ number: text })} />
        <SweetFilter id={sweet_id} onChange={(id) => want({ sweet_id: id })} />
        <Choice
          label={buying.status}
          value={status}
          options={ORDER_STATUSES.map((value) => ({ value, label: buying.statuses[value] }))}
          onChange={(value) => want({ status: value })}
        />
        <Choice
          label={buying.supplier}
          value={supplier_id}
          options={(suppliers?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
          areLoaded
          onChange={(value) => want({ supplier_id: value })}
        />
        <Choice
          label={buying.expected}
          value={expected}
          options={EXPECTED.map((value) => ({ value, label: buying.expectedWhen[value] }))}
          onChange={(value) => want({ expected: value })}
        />
      </div>
      <Table
        caption={buying.orders}
        list={list}
        keyOf={({ id }) => id}
        to={({ id }) => officeAddresses.order(id)}
        columns={useOrderColumns()}
        sort={sort}
        onSort={(name) => want({ sort: name })}
        empty={
          <Empty
            title={isFiltered ? buying.noOrderLikeThat : buying.noOrders}
            action={
              isFiltered ? (
                <button className="btn" type="button" onClick={() => want(NOTHING_WANTED)}>
                  {admin.showAll}
                </button>
              ) : (
                <Link className="btn" to={officeAddresses.newOrder()}>
                  {buying.newOrder}
                </Link>
              )
            }
          />
        }
      />
    </>
  );
}

function expectedIn(text: string, today: string): { expected_from?: string; expected_to?: string } {
  if (text === "late") return { expected_to: addDays(today, -1) };
  if (text === "today") return { expected_from: today, expected_to: today };
  if (text === "week") return { expected_from: today, expected_to: addDays(today, 6) };
  return {};
}
