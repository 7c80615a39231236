import type { Schemas } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import type { Column } from "../list/table.tsx";
import { Expected, Status } from "./status.tsx";

/** What a list says of each order. */
export function useOrderColumns(): Column<Schemas["PurchaseOrderSummary"]>[] {
  const { buying } = useWords();
  const { money, date } = useFormats();
  return [
    {
      head: buying.number,
      cell: ({ number, supplier, supplier_reference }) => (
        <>
          {number}
          <span className="sub" dir="auto">
            {supplier.name}
            {supplier_reference !== null && ` · ${supplier_reference}`}
          </span>
        </>
      ),
    },
    { head: buying.status, cell: ({ status }) => <Status status={status} /> },
    { head: buying.expected, sort: "expected_on", cell: (order) => <Expected order={order} />, leaves: "phone" },
    { head: buying.lines, isFigure: true, cell: ({ line_count }) => line_count, leaves: "tablet" },
    { head: buying.total, isFigure: true, cell: ({ total_cost }) => <b>{money(total_cost)}</b> },
    {
      head: buying.madeOnDay,
      sort: "created_at",
      isFigure: true,
      leaves: "tablet",
      cell: ({ created_at }) => <span className="soft">{date(created_at)}</span>,
    },
  ];
}
