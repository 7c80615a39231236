import type { Sale } from "../../api/types.ts";
import { isToCollect } from "../../staff/pay/use-collect.ts";
import { isDue, tenderNames } from "../../staff/sales/tender.ts";
import { isSome } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import type { Column } from "../list/table.tsx";

/** How a sale stands in a list. */
export function useSaleColumns(): Column<Sale>[] {
  const { officeSales: words, counter, pay } = useWords();
  const { money, date, time } = useFormats();
  return [
    {
      head: words.sale,
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
      head: words.sold,
      leaves: "phone",
      cell: ({ lines }) => {
        const first = lines[0]?.name ?? "";
        return <span dir="auto">{lines.length > 1 ? words.more(first, lines.length - 1) : first}</span>;
      },
    },
    {
      head: words.paid,
      leaves: "phone",
      cell: (sale) => (
        <>
          {tenderNames(counter.tenders, sale.payments) || (sale.status === "completed" && isDue(sale) ? "" : "–")}
          {isToCollect(sale) && <span className="sub">{pay.toCollect}</span>}
        </>
      ),
    },
    {
      head: words.total,
      isFigure: true,
      cell: (sale) => {
        const { amount_due, status, refunded_total } = sale;
        return (
          <>
            {status === "voided" ? <s className="soft">{money(amount_due)}</s> : <b>{money(amount_due)}</b>}
            {status === "voided" && <span className="sub bad">{words.statuses.voided}</span>}
            {isSome(refunded_total) && <span className="sub">{words.givenBack(money(refunded_total))}</span>}
            {isDue(sale) && <span className="sub warn">{`${pay.toPay} ${money(sale.due)}`}</span>}
          </>
        );
      },
    },
  ];
}
