import { Decimal } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";

/** How much more or less was counted than should be there. */
export function Difference({ amount }: { amount: string }) {
  const { drawer: words } = useWords();
  const { money } = useFormats();
  const exact = new Decimal(amount);
  if (exact.eq("0")) return <span className="exact">{words.exact}</span>;
  return (
    <span className="differs">
      {exact.lt("0") ? words.short(money(exact.abs().toFixed())) : words.over(money(amount))}
    </span>
  );
}
