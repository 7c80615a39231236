import { useQuery } from "@tanstack/react-query";
import type { Sale } from "../../api/types.ts";
import { useUser } from "../../api/use-session.ts";
import { Labelling } from "../../ui/field.tsx";
import { useWords } from "../../words/index.tsx";
import { limitsQuery } from "../limits.ts";
import { tendersFor } from "../pay/paying.ts";
import { tenderName } from "./tender.ts";

/** By which tender the money goes back: as it was paid, or by one of those; admins choose any. */
export function BackBy({ sale, tender, onTender }: { sale: Sale; tender: string; onTender: (tender: string) => void }) {
  const { counter, pay: words } = useWords();
  const isAdmin = useUser()?.role === "admin";
  const { data: limits } = useQuery(limitsQuery);
  const used = [...new Set(sale.payments.map((payment) => payment.tender))];
  const choices = isAdmin ? tendersFor(limits?.other_tenders ?? [], sale.customer_id !== null) : used;
  if (!isAdmin && used.length < 2) return null;
  return (
    <Labelling label={words.backBy}>
      {(wiring) => (
        <select {...wiring} value={tender} onChange={({ target }) => onTender(target.value)}>
          <option value="">
            {words.asPaid}: {used.map((one) => tenderName(counter.tenders, one)).join(" + ")}
          </option>
          {choices.map((one) => (
            <option key={one} value={one}>
              {tenderName(counter.tenders, one)}
            </option>
          ))}
        </select>
      )}
    </Labelling>
  );
}
