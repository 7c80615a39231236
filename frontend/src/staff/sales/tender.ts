import type { Sale, Schemas } from "../../api/types.ts";

type Names = Readonly<Record<string, string>>;
type Paid = Pick<Schemas["RefundPaymentRead"], "tender" | "amount">;

/** What a tender is called: one that only this shop takes by its own name. */
export function tenderName(names: Names, tender: string): string {
  return names[tender] ?? (tender.charAt(0).toUpperCase() + tender.slice(1)).replaceAll("_", " ");
}

/** The names of the tenders of some payments, each once. */
export function tenderNames(names: Names, payments: readonly Pick<Paid, "tender">[]): string {
  return [...new Set(payments.map(({ tender }) => tenderName(names, tender)))].join(" + ");
}

/** How much is paid by which tender, such as `Cash ₹500.00, UPI ₹1,262.00`. */
export function amountsByTender(names: Names, payments: readonly Paid[], money: (amount: string) => string): string {
  return payments.map(({ tender, amount }) => `${tenderName(names, tender)} ${money(amount)}`).join(", ");
}

/** Whether something is still to be paid of a sale. */
export function isDue({ payment_state }: Sale): boolean {
  return payment_state === "due" || payment_state === "partly_paid";
}
