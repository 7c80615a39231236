import type { Schemas } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import type { Column } from "../list/table.tsx";

/** What a list says of each return. */
export function useReturnColumns(): Column<Schemas["SupplierReturnSummary"]>[] {
  const { returns: words } = useWords();
  const { date, money } = useFormats();
  return [
    {
      head: words.title,
      cell: ({ id, supplier }) => (
        <>
          {words.returnOf(id)}
          <span className="sub" dir="auto">
            {supplier.name}
          </span>
        </>
      ),
    },
    { head: words.note, leaves: "phone", cell: ({ note }) => <span dir="auto">{note}</span> },
    { head: words.lots, isFigure: true, leaves: "phone", cell: ({ line_count }) => line_count },
    { head: words.credit, isFigure: true, cell: ({ credit }) => credit !== null && <b>{money(credit)}</b> },
    {
      head: words.returnedOn,
      sort: "created_at",
      isFigure: true,
      cell: ({ created_at }) => <span className="soft">{date(created_at)}</span>,
    },
  ];
}
