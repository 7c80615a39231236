import { Sessions } from "../../account/sessions.tsx";
import { useWords } from "../../words/index.tsx";
import { PeopleRoom } from "./room.tsx";

/** Where the one who looks is logged in, and how to end a login elsewhere. */
export default function Logins() {
  const { officePeople: words } = useWords();
  return (
    <>
      <PeopleRoom title={words.logins} />
      <section className="sheet logins" aria-label={words.logins}>
        <Sessions />
      </section>
    </>
  );
}
