import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Sale } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { Facts } from "../facts.tsx";
import { Person } from "../person.tsx";
import { officeAddresses } from "../places.ts";
import { customerQuery } from "./queries.ts";

/** When, how and to whom something was sold, and why it was voided. */
export function SaleFacts({ sale }: { sale: Sale }) {
  const { officeSales: words, counter } = useWords();
  const { money, date, time } = useFormats();
  return (
    <Facts
      title={words.about}
      facts={[
        [words.sold, `${date(sale.created_at)}, ${time(sale.created_at)}`],
        [words.businessDay, date(sale.business_day)],
        [words.tender, counter.tenders[sale.tender]],
        [words.given, sale.amount_given !== null && money(sale.amount_given)],
        [words.change, sale.change !== null && money(sale.change)],
        [words.seller, sale.seller_id !== null && <Person id={sale.seller_id} />],
        [words.buyer, sale.buyer_id !== null && <Person id={sale.buyer_id} />],
        [words.customer, sale.customer_id !== null && <Customer id={sale.customer_id} />],
        [words.discountReason, sale.discount_reason],
        [words.note, sale.note],
        [words.voidedAt, sale.voided_at !== null && <Voided sale={sale} at={sale.voided_at} />],
      ]}
    />
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

function Customer({ id }: { id: number }) {
  const { officeSales: words } = useWords();
  const { data } = useQuery(customerQuery(id));
  return (
    <Link to={officeAddresses.customer(id)} dir="auto">
      {data?.name ?? words.somebody(id)}
    </Link>
  );
}
