import type { Formats } from "../../ui/formats.ts";
import type { CustomerWords } from "../../words/index.tsx";

const A_WEEK = 7;
const TWO_WEEKS = 14;
const A_MONTH = 30;

/** Say how long a sweet keeps, as somebody behind the counter would: by the day while it is near, roughly when it is far. */
export function keepingOf(bestBefore: string, formats: Formats, { shop }: Pick<CustomerWords, "shop">): string {
  const days = formats.daysAhead(bestBefore);
  if (days <= 0) return shop.eatToday;
  if (days === 1) return shop.bestByTomorrow;
  if (days < A_WEEK) return shop.keepsTill(formats.weekday(bestBefore));
  if (days < TWO_WEEKS) return shop.keepsDays(days);
  if (days < A_MONTH) return shop.keepsWeeks(Math.floor(days / A_WEEK));
  return shop.keepsMonths(Math.floor(days / A_MONTH));
}
