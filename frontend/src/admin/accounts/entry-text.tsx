import { Link } from "react-router";
import { tenderName } from "../../staff/sales/tender.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";
import { withoutSign } from "./balance.tsx";
import type { Entry } from "./queries.ts";

/** What moved an account: goods lead to their sale, money says how it came. */
export function EntryText({
  entry,
  hasAmount = false,
}: {
  entry: Entry;
  /** Whether its amount stands below on a phone, which has no columns for it. */
  hasAmount?: boolean;
}) {
  const { officeAccounts: words, counter } = useWords();
  const { money } = useFormats();
  const { kind, sale_id, sale_number, refund_number, tender, reference, note } = entry;
  const number = sale_number ?? "";
  const paidBy = tenderName(counter.tenders, tender);
  const texts: Record<Entry["kind"], string> = {
    charge: words.sale(number),
    void: words.voided(number),
    refund: words.refund(refund_number ?? "", number),
    payment: words.payment(paidBy),
    payback: words.payback(paidBy),
  };
  const details = [reference, note].filter(Boolean).join(" · ");
  return (
    <>
      {sale_id === null ? texts[kind] : <Link to={officeAddresses.sale(sale_id)}>{texts[kind]}</Link>}
      {details !== "" && (
        <span className="sub" dir="auto">
          {details}
        </span>
      )}
      {hasAmount && (
        <span className="sub on-phone">
          {entry.amount.startsWith("-") ? "−" : "+"}
          {money(withoutSign(entry.amount))}
        </span>
      )}
    </>
  );
}
