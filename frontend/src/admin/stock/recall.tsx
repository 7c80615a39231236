import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { type Column, Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import type { Lot } from "./queries.ts";

type Line = Schemas["RecalledLine"];

/** Every sale that got some of a lot, and who has it: the list of a recall. */
export function Recall({ lot }: { lot: Lot }) {
  const { stock } = useWords();
  const { quantity, date, time } = useFormats();
  const list = useList<Line>({
    key: ["lots", lot.id, "recall"],
    load: (page, signal) =>
      ask(api.GET("/api/lots/{lot_id}/recall", { params: { path: { lot_id: lot.id }, query: page }, signal })),
  });
  const columns: Column<Line>[] = [
    {
      head: stock.sale,
      cell: ({ number, sold_at }) => (
        <>
          {number}
          <span className="sub">
            {date(sold_at)}, {time(sold_at)}
          </span>
        </>
      ),
    },
    {
      head: stock.who,
      cell: ({ customer, buyer }) => (
        <>
          <span dir="auto">{customer?.name ?? buyer?.full_name ?? buyer?.email ?? stock.walkIn}</span>
          <span className="sub">{customer?.phone ?? (buyer?.full_name == null ? null : buyer.email)}</span>
        </>
      ),
    },
    { head: stock.quantity, isFigure: true, cell: (line) => <b>{quantity(line.quantity, lot.unit)}</b> },
  ];
  return (
    <section className="lot-part" aria-label={stock.soldTo}>
      <h2>{stock.soldTo}</h2>
      <Table
        caption={stock.soldTo}
        list={list}
        keyOf={({ sale_id, line_no }) => sale_id * 1000 + line_no}
        columns={columns}
        empty={<p className="soft">{stock.soldToNobody}</p>}
      />
    </section>
  );
}
