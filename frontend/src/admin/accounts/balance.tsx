import { Decimal } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";

/** What a customer owes; what they paid in advance says so. */
export function Balance({ amount }: { amount: string }) {
  const { officeAccounts: words } = useWords();
  const { money } = useFormats();
  const isInAdvance = new Decimal(amount).lt("0");
  if (!isInAdvance) return money(amount);
  return (
    <>
      <span className="good">{money(withoutSign(amount))}</span>
      <span className="sub">{words.inAdvance}</span>
    </>
  );
}

export function withoutSign(amount: string): string {
  return amount.replace("-", "");
}
