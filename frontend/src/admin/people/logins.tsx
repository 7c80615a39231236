import { useMutation } from "@tanstack/react-query";
import { Refusal } from "../../account/refusal.tsx";
import { Sessions } from "../../account/sessions.tsx";
import { api } from "../../api/client.ts";
import { logOut } from "../../api/session.ts";
import { useWords } from "../../words/index.tsx";
import { PeopleRoom } from "./room.tsx";
import { SecondFactor } from "./second-factor.tsx";
import "./logins.css";

/** Where the one who looks is logged in, how to end a login elsewhere, and what a login takes beside the password. */
export default function Logins() {
  const { officePeople: words } = useWords();
  return (
    <>
      <PeopleRoom title={words.logins} />
      <div className="own-logins">
        <section className="sheet logins" aria-label={words.logins}>
          <Sessions />
          <EndAll />
        </section>
        <SecondFactor />
      </div>
    </>
  );
}

function EndAll() {
  const { secondFactor: words } = useWords();
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      await api.DELETE("/api/auth/sessions");
      await logOut();
    },
  });
  return (
    <>
      <Refusal error={error} />
      <button className="btn danger" type="button" aria-busy={isPending} onClick={() => isPending || mutate()}>
        {words.endAll}
      </button>
    </>
  );
}
