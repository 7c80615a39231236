import { addresses } from "../addresses.ts";
import { LinkButton } from "../ui/button.tsx";
import { NotHere } from "../ui/not-here.tsx";
import { useWords } from "../words/index.tsx";

/** An address below the back office that leads nowhere. */
export function NothingHere() {
  const { admin } = useWords();
  return (
    <NotHere>
      <LinkButton to={addresses.admin}>{admin.back}</LinkButton>
    </NotHere>
  );
}
