import type { Drawer } from "../../staff/drawer/queries.ts";
import { useWords } from "../../words/index.tsx";

/** Whether a drawer is open, closed, or was forgotten on an earlier day. */
export function DrawerState({ drawer: { is_open, is_from_earlier_day } }: { drawer: Drawer }) {
  const { officeMoney: words } = useWords();
  if (is_from_earlier_day) return <span className="tag bad">{words.leftOpen}</span>;
  return <span className={is_open ? "tag warn" : "tag ok"}>{words.statuses[is_open ? "true" : "false"]}</span>;
}
