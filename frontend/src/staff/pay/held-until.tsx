import type { Sale } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { isToCollect } from "./use-collect.ts";

/** Until when an order waits for its buyer; nothing for a sale over the counter. */
export function HeldUntil({ sale }: { sale: Sale }) {
  const words = useWords().pay;
  const { date, time } = useFormats();
  if (!isToCollect(sale) || sale.held_until === null) return null;
  const when = `${date(sale.held_until)}, ${time(sale.held_until)}`;
  const isPast = Date.parse(sale.held_until) < Date.now();
  return (
    <p className="held-until">
      {words.toCollect}: {isPast ? words.past(when) : words.heldUntil(when)}
    </p>
  );
}
