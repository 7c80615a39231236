import { useQuery } from "@tanstack/react-query";
import { amountsByTender, tenderNames } from "../../staff/sales/tender.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { refundsQuery } from "./queries.ts";

/** What was given back of a sale; nothing at all where nothing was. */
export function Refunds({ saleId }: { saleId: number }) {
  const { officeSales: words, counter } = useWords();
  const { money, quantity, date, time } = useFormats();
  const { data } = useQuery(refundsQuery(saleId));
  if (data === undefined || data.items.length === 0) return null;
  return (
    <section className="sheet told" aria-label={words.refunds}>
      <header>
        <h2>{words.refunds}</h2>
      </header>
      <ul>
        {data.items.map((refund) => (
          <li key={refund.id}>
            <span>
              <b>
                {refund.number}, {date(refund.created_at)}, {time(refund.created_at)}
              </b>
              {refund.lines.map((line) => (
                <span key={line.line_no} className="sub">
                  {(Number(line.quantity) === 0
                    ? [line.name, counter.moneyAlone]
                    : [line.name, quantity(line.quantity, line.unit), line.restock ? words.onShelf : words.notOnShelf]
                  ).join(", ")}
                </span>
              ))}
              {refund.reason !== null && (
                <span className="sub" dir="auto">
                  {refund.reason}
                </span>
              )}
            </span>
            <span className="n">
              <b>{`−${money(refund.amount_due)}`}</b>
              <span className="sub">
                {refund.payments.length > 1
                  ? amountsByTender(counter.tenders, refund.payments, money)
                  : tenderNames(counter.tenders, refund.payments)}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
