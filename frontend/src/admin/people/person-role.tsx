import { type FormEvent, useState } from "react";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import type { User } from "../../api/session.ts";
import { Field } from "../../ui/field.tsx";
import { toast } from "../../ui/messages.tsx";
import { Segments } from "../../ui/segments.tsx";
import { useWords } from "../../words/index.tsx";
import { useFieldWords } from "../../words/use-problem-words.ts";
import { ROLES } from "./roles.ts";
import { useDeedOn } from "./use-deed.ts";

/** What somebody is called and what they may do. */
export function NameAndRole({ user }: { user: User }) {
  return (
    <section className="sheet person-acts">
      <NameForm user={user} />
      <RoleForm user={user} />
    </section>
  );
}

function NameForm({ user: { id: user_id, full_name } }: { user: User }) {
  const { officePeople: words } = useWords();
  const { mutate, isPending, error } = useDeedOn(
    (name: string | null) =>
      ask(api.PATCH("/api/users/{user_id}", { params: { path: { user_id } }, body: { full_name: name } })),
    () => toast(words.nameSaved, { label: words.undo, onPress: () => mutate(full_name) }),
  );
  const wrong = useFieldWords(error);

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!isPending) mutate(String(new FormData(event.currentTarget).get("full_name")).trim() || null);
  }

  return (
    <form onSubmit={save}>
      <Field
        label={words.name}
        name="full_name"
        maxLength={200}
        autoComplete="off"
        defaultValue={full_name ?? ""}
        error={wrong("/full_name")}
      />
      <Refusal error={error} fields={["/full_name"]} />
      <button className="btn" type="submit" aria-busy={isPending}>
        {words.saveName}
      </button>
    </form>
  );
}

function RoleForm({ user: { id: user_id, ...user } }: { user: User }) {
  const { officePeople: words } = useWords();
  const [role, setRole] = useState(user.role);
  const { mutate, isPending, error } = useDeedOn(
    (wanted: User["role"]) =>
      ask(api.PUT("/api/users/{user_id}/role", { params: { path: { user_id } }, body: { role: wanted } })),
    (given) => toast(words.roleGiven(user.full_name ?? user.email, words.roles[given])),
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isPending) mutate(role);
      }}
    >
      <h2>{words.role}</h2>
      <Segments
        legend={words.role}
        options={ROLES.map((value) => ({ value, label: words.roles[value] }))}
        value={role}
        onChange={setRole}
      />
      <p className="soft small">{words.roleDetail}</p>
      <Refusal error={error} />
      <button className="btn" type="submit" aria-busy={isPending}>
        {words.giveRole}
      </button>
    </form>
  );
}
