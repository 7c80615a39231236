import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { keep } from "../files.ts";
import { everyPage } from "../list/every-page.ts";
import { type Column, Table } from "../list/table.tsx";
import { type PageQuery, useList } from "../list/use-list.ts";
import { officeAddresses } from "../places.ts";
import type { Lot } from "./queries.ts";

type Line = Schemas["RecalledLine"];

/** Every sale that got some of a lot, and who has it: the list of a recall, to print and as a file. */
export function Recall({ lot }: { lot: Lot }) {
  const { stock } = useWords();
  const say = useProblemWords();
  const [all, setAll] = useState<readonly Line[] | null>(null);
  const path = { lot_id: lot.id };
  const load = (query: Partial<PageQuery>, signal?: AbortSignal) =>
    ask(api.GET("/api/lots/{lot_id}/recall", { params: { path, query }, ...(signal && { signal }) }));
  const list = useList<Line>({ key: ["lots", lot.id, "recall"], load });
  const onError = (error: unknown) => toast(say(error));
  const file = useMutation({
    mutationFn: () =>
      ask(
        api.GET("/api/lots/{lot_id}/recall.csv", { params: { path, query: { bom: true } }, parseAs: "blob" }),
      ) as Promise<Blob>,
    onSuccess: (content) => keep(content, `recall-lot-${lot.id}.csv`),
    onError,
  });
  const print = useMutation({ mutationFn: () => everyPage<Line>((page) => load(page)), onSuccess: setAll, onError });
  useEffect(() => {
    // What is printed is what is shown, so all of it has to be shown first.
    if (all === null) return;
    window.print();
    setAll(null);
  }, [all]);

  return (
    <section className="lot-part" aria-label={stock.soldTo}>
      <div className="lot-part-head">
        <h2>{stock.soldTo}</h2>
        {list.rows !== undefined && list.rows.length > 0 && (
          <>
            <button
              className="btn"
              type="button"
              aria-busy={print.isPending}
              onClick={() => print.isPending || print.mutate()}
            >
              <StaffIcon name="print" /> {stock.print}
            </button>
            <button
              className="btn"
              type="button"
              aria-busy={file.isPending}
              onClick={() => file.isPending || file.mutate()}
            >
              {stock.asFile}
            </button>
          </>
        )}
      </div>
      <Table
        caption={stock.soldTo}
        list={all === null ? list : { ...list, rows: all, hasMore: false }}
        keyOf={({ sale_id, line_no }) => sale_id * 1000 + line_no}
        columns={useColumns(lot)}
        empty={<p className="soft">{stock.soldToNobody}</p>}
      />
    </section>
  );
}

function useColumns(lot: Lot): Column<Line>[] {
  const { stock } = useWords();
  const { quantity, date, time } = useFormats();
  return [
    {
      head: stock.sale,
      cell: ({ sale_id, number, sold_at }) => (
        <>
          <Link to={officeAddresses.sale(sale_id)}>{number}</Link>
          <span className="sub">
            {date(sold_at)}, {time(sold_at)}
          </span>
        </>
      ),
    },
    { head: stock.who, cell: (line) => <Who line={line} /> },
    { head: stock.quantity, isFigure: true, cell: (line) => <b>{quantity(line.quantity, lot.unit)}</b> },
  ];
}

/** Who has it, and how to reach them. */
function Who({ line: { customer, buyer } }: { line: Line }) {
  const { stock } = useWords();
  if (customer !== null) {
    return (
      <>
        <Link to={officeAddresses.customer(customer.id)} dir="auto">
          {customer.name}
        </Link>
        {customer.phone !== null && (
          <a className="sub" href={`tel:${customer.phone}`}>
            {customer.phone}
          </a>
        )}
      </>
    );
  }
  if (buyer === null) return <span className="soft">{stock.walkIn}</span>;
  return (
    <>
      <span dir="auto">{buyer.full_name ?? buyer.email}</span>
      {buyer.full_name !== null && (
        <a className="sub" href={`mailto:${buyer.email}`}>
          {buyer.email}
        </a>
      )}
    </>
  );
}
