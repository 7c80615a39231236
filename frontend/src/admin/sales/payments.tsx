import type { Sale } from "../../api/types.ts";
import { isDue, tenderName } from "../../staff/sales/tender.ts";
import { isSome } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { Person } from "../person.tsx";

/** What was paid for a sale: how, when, to whom, into which drawer, and what is still to be paid. */
export function Payments({ sale }: { sale: Sale }) {
  const { counter, officeSales, pay: words } = useWords();
  const { money, date, time } = useFormats();
  if (sale.payments.length === 0 && !isDue(sale)) return null;
  return (
    <section className="sheet told" aria-label={words.payments}>
      <header>
        <h2>{words.payments}</h2>
      </header>
      <ul>
        {sale.payments.map((payment) => (
          <li key={payment.id}>
            <span>
              <b>{tenderName(counter.tenders, payment.tender)}</b>
              <span className="sub">
                {date(payment.taken_at)}, {time(payment.taken_at)}, <Person id={payment.taken_by} />
                {payment.drawer_session_id !== null && `, ${words.drawer(payment.drawer_session_id)}`}
              </span>
              {payment.reference !== null && (
                <span className="sub" dir="auto">
                  {words.number(payment.reference)}
                </span>
              )}
            </span>
            <span className="n">
              <b>{money(payment.amount)}</b>
              {payment.given !== null && payment.change !== null && isSome(payment.change) && (
                <span className="sub">
                  {officeSales.given} {money(payment.given)}, {officeSales.change} {money(payment.change)}
                </span>
              )}
            </span>
          </li>
        ))}
        {isDue(sale) && (
          <li>
            <span>
              <b>{words.toPay}</b>
            </span>
            <span className="n">
              <b>{money(sale.due)}</b>
            </span>
          </li>
        )}
      </ul>
    </section>
  );
}
