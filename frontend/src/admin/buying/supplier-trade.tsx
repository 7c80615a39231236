import { Link } from "react-router";
import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";
import { Decimal } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { Segments } from "../../ui/segments.tsx";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { type Column, Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { useWanted } from "../list/use-wanted.ts";
import { officeAddresses } from "../places.ts";
import { BestBefore } from "../stock/best-before.tsx";
import type { Lot } from "../stock/queries.ts";
import { useOrderColumns } from "./order-columns.tsx";
import type { Supplier } from "./queries.ts";
import { useReturnColumns } from "./return-columns.tsx";

const soft = (text: string) => <span className="soft">{text}</span>;
const isGone = ({ on_hand }: Lot) => new Decimal(on_hand).eq("0");

const PARTS = ["orders", "lots", "returns"] as const;

/** What was ordered from a supplier, what came, and what went back; the address says which. */
export function SupplierTrade({ supplier: { id } }: { supplier: Supplier }) {
  const { suppliers: words } = useWords();
  const [{ show }, want] = useWanted(["show"]);
  const part = PARTS.find((one) => one === show) ?? "orders";
  const Part = { orders: Orders, lots: Lots, returns: Returns }[part];
  return (
    <section className="supplier-trade" aria-label={words.parts[part]}>
      <Segments
        legend={words.shown}
        value={part}
        options={PARTS.map((value) => ({ value, label: words.parts[value] }))}
        onChange={(value) => want({ show: value === "orders" ? "" : value })}
      />
      <Part id={id} />
    </section>
  );
}

function Orders({ id }: { id: number }) {
  const { suppliers: words } = useWords();
  const list = useList<Schemas["PurchaseOrderSummary"]>({
    key: ["purchases", "supplier", id],
    load: (page, signal) => ask(api.GET("/api/purchases", { params: { query: { ...page, supplier_id: id } }, signal })),
  });
  return (
    <Table
      caption={words.parts.orders}
      list={list}
      keyOf={(order) => order.id}
      to={(order) => officeAddresses.order(order.id)}
      columns={useOrderColumns()}
      empty={<Empty title={words.noOrders} />}
    />
  );
}

function Lots({ id }: { id: number }) {
  const { suppliers: words, stock } = useWords();
  const { quantity, money, date } = useFormats();
  const list = useList<Lot>({
    key: ["lots", "supplier", id],
    load: (page, signal) => ask(api.GET("/api/lots", { params: { query: { ...page, supplier_id: id } }, signal })),
  });
  const columns: Column<Lot>[] = [
    {
      head: words.sweet,
      cell: (lot) => (
        <>
          <span dir="auto">{lot.sweet_name}</span>
          <span className="sub">{stock.lotNumber(lot.id)}</span>
        </>
      ),
    },
    {
      head: stock.bestBefore,
      isFigure: true,
      cell: (lot) => (isGone(lot) ? lot.best_before && soft(date(lot.best_before)) : <BestBefore lot={lot} />),
    },
    {
      head: words.left,
      isFigure: true,
      cell: (lot) => (isGone(lot) ? soft(words.allGone) : <b>{quantity(lot.on_hand, lot.unit)}</b>),
    },
    {
      head: words.cost,
      isFigure: true,
      leaves: "phone",
      cell: ({ unit_cost }) => unit_cost !== null && money(unit_cost),
    },
    {
      head: words.received,
      isFigure: true,
      leaves: "phone",
      cell: ({ received_at }) => soft(date(received_at)),
    },
  ];
  return (
    <Table
      caption={words.parts.lots}
      list={list}
      keyOf={(lot) => lot.id}
      to={(lot) => officeAddresses.lot(lot.id)}
      columns={columns}
      empty={<Empty title={words.noLots} />}
    />
  );
}

function Returns({ id }: { id: number }) {
  const { suppliers: words, returns } = useWords();
  const list = useList<Schemas["SupplierReturnSummary"]>({
    key: ["supplier-returns", "supplier", id],
    load: (page, signal) =>
      ask(api.GET("/api/supplier-returns", { params: { query: { ...page, supplier_id: id } }, signal })),
  });
  return (
    <Table
      caption={words.parts.returns}
      list={list}
      keyOf={(one) => one.id}
      to={(one) => officeAddresses.return(one.id)}
      columns={useReturnColumns()}
      empty={
        <Empty
          title={words.noReturns}
          action={
            <Link className="btn" to={officeAddresses.newReturn({ supplier_id: id })}>
              {returns.newOne}
            </Link>
          }
        />
      }
    />
  );
}
