import { useWords } from "../../words/index.tsx";
import { SalesRoom } from "../sales/room.tsx";
import { Dues } from "./dues.tsx";

/** What the shop is owed. */
export default function DuesPage() {
  const { officeAccounts: words } = useWords();
  return (
    <>
      <SalesRoom title={words.dues} />
      <Dues />
    </>
  );
}
