import { useQuery } from "@tanstack/react-query";
import { useUser } from "../../api/use-session.ts";
import { ownDrawerQuery } from "../../staff/drawer/queries.ts";
import { Key } from "../../ui/key.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import "./drawer.css";

/** Whether the seller has a drawer open, and the way to it. */
export function DrawerButton({ onOpen }: { onOpen: () => void }) {
  const { drawer: words } = useWords();
  const user = useUser();
  const { data: drawer } = useQuery({ ...ownDrawerQuery(user?.id ?? 0), enabled: user !== null });
  const state = drawer == null ? "none" : drawer.is_from_earlier_day ? "late" : "open";
  return (
    <button type="button" className={`strip-drawer ${state}`} aria-keyshortcuts="F10" onClick={onOpen}>
      <StaffIcon name="cash" />
      <span>{words.states[drawer === undefined ? "unknown" : state]}</span>
      <Key name="F10" />
    </button>
  );
}
