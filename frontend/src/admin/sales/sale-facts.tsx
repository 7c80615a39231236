import type { ReactNode } from "react";
import type { Sale } from "../../api/types.ts";
import { isToCollect } from "../../staff/pay/use-collect.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { Facts } from "../facts.tsx";
import { Person } from "../person.tsx";
import { SaleCustomer } from "./sale-customer.tsx";

/** When, how and to whom something was sold, and why it was voided. */
export function SaleFacts({ sale }: { sale: Sale }) {
  const { officeSales: words, pay } = useWords();
  const { date, time } = useFormats();
  const moment = (when: string) => `${date(when)}, ${time(when)}`;
  return (
    <Facts
      title={words.about}
      facts={[
        [words.sold, moment(sale.sold_at ?? sale.created_at)],
        [words.entered, sale.sold_at !== null && moment(sale.created_at)],
        [words.lateReason, sale.late_reason],
        [words.businessDay, date(sale.business_day)],
        [pay.toCollect, isToCollect(sale) && sale.held_until !== null && pay.heldUntil(moment(sale.held_until))],
        [pay.collected, sale.collected_at !== null && <Collected at={sale.collected_at} by={sale.collected_by} />],
        [words.seller, sale.seller_id !== null && <Person id={sale.seller_id} />],
        [words.buyer, sale.buyer_id !== null && <Person id={sale.buyer_id} />],
        [words.customer, (sale.buyer_id === null || sale.customer_id !== null) && <SaleCustomer sale={sale} />],
        [words.invoicedTo, sale.invoiced_to !== null && <Business {...sale.invoiced_to} />],
        [words.discountReason, sale.discount_reason],
        [words.note, sale.note],
        [words.voidedAt, sale.voided_at !== null && <Voided sale={sale} at={sale.voided_at} />],
      ]}
    />
  );
}

function Collected({ at, by }: { at: string; by: number | null }): ReactNode {
  const { date, time } = useFormats();
  return (
    <>
      {`${date(at)}, ${time(at)}`}
      {by !== null && (
        <span className="sub">
          <Person id={by} />
        </span>
      )}
    </>
  );
}

function Business({ name, gstin, address }: NonNullable<Sale["invoiced_to"]>): ReactNode {
  return (
    <>
      <span dir="auto">{name}</span>
      <span className="sub">{gstin}</span>
      {address !== null && (
        <span className="sub" dir="auto">
          {address}
        </span>
      )}
    </>
  );
}

function Voided({ sale, at }: { sale: Sale; at: string }): ReactNode {
  const { date, time } = useFormats();
  return (
    <>
      {`${date(at)}, ${time(at)}`}
      {sale.void_reason !== null && (
        <span className="sub" dir="auto">
          {sale.void_reason}
        </span>
      )}
    </>
  );
}
