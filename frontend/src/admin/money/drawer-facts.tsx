import { Difference } from "../../staff/drawer/difference.tsx";
import type { Drawer } from "../../staff/drawer/queries.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { Facts } from "../facts.tsx";

/** Who had a drawer and when, what should be in it, and what was counted. */
export function DrawerFacts({ drawer }: { drawer: Drawer }) {
  const { officeMoney: words, drawer: drawerWords } = useWords();
  const { money, date, time } = useFormats();
  const { opened_by, closed_by, opened_at, closed_at, counted, difference } = drawer;
  return (
    <Facts
      title={words.about}
      facts={[
        [words.opened, `${date(opened_at)}, ${time(opened_at)}`],
        [words.openedBy, opened_by.name ?? words.somebody(opened_by.id)],
        [words.businessDay, date(drawer.business_day)],
        [words.closed, closed_at !== null && `${date(closed_at)}, ${time(closed_at)}`],
        [words.closedBy, closed_by !== null && (closed_by.name ?? words.somebody(closed_by.id))],
        [words.float, money(drawer.opening_float)],
        [drawerWords.expected, money(drawer.expected)],
        [words.counted, counted !== null && money(counted)],
        [drawerWords.difference, difference !== null && <Difference amount={difference} />],
        [drawerWords.whyDifferent, drawer.reason],
      ]}
    />
  );
}
