import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import type { Lot } from "./queries.ts";

/** Until when a lot may be sold; a day that is near or over stands out. */
export function BestBefore({ lot }: { lot: Lot }) {
  const { admin, stock } = useWords();
  const { date, daysAhead } = useFormats();
  if (lot.best_before === null) return <span className="soft">{stock.keepsOn}</span>;
  if (lot.is_expired) {
    return (
      <>
        <span className="bad">{date(lot.best_before)}</span>
        <span className="sub">{stock.pastItsDay}</span>
      </>
    );
  }
  const ahead = daysAhead(lot.best_before);
  if (ahead === 0) return <b className="warn">{admin.today}</b>;
  if (ahead === 1) return <b className="warn">{admin.tomorrow}</b>;
  return date(lot.best_before);
}
