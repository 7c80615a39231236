import { Badge } from "../../ui/badges.tsx";
import { Decimal } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { isDue, type Sale } from "./slip.tsx";

/** Whether nobody came for an order before its time was over. */
export function isLapsed({ status, held_until, voided_at }: Sale): boolean {
  return status === "voided" && held_until !== null && voided_at !== null && voided_at > held_until;
}

/** How a purchase stands: to be paid, paid, collected, undone or given back. */
export function OrderState({ sale }: { sale: Sale }) {
  const { purchases: words } = useWords();
  const formats = useFormats();
  const isRefunded = !new Decimal(sale.refunded_total).eq("0");
  const isOrder = sale.held_until !== null && sale.status === "completed";
  return (
    <>
      {isOrder && isDue(sale) && (
        <Badge tone="warn">
          {words.toPay} {formats.money(sale.due)}
        </Badge>
      )}
      {isOrder && !isDue(sale) && sale.collected_at === null && <Badge tone="ok">{words.paid}</Badge>}
      {sale.collected_at !== null && <Badge tone="plain">{words.collected}</Badge>}
      {sale.status === "voided" && <Badge tone="bad">{isLapsed(sale) ? words.lapsed : words.undone}</Badge>}
      {isRefunded && <Badge tone="warn">{words.givenBack(formats.money(sale.refunded_total))}</Badge>}
    </>
  );
}
