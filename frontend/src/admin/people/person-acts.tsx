import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { PasswordField } from "../../account/password-field.tsx";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import type { User } from "../../api/session.ts";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { useFieldWords } from "../../words/use-problem-words.ts";
import { officeAddresses } from "../places.ts";
import { useDeedOn } from "./use-deed.ts";

/** What an admin can do for or against somebody else's account. */
export function PersonActs({ user }: { user: User }) {
  const { officePeople: words } = useWords();
  const navigate = useNavigate();
  const who = user.full_name ?? user.email;
  const path = { user_id: user.id };
  return (
    <section className="sheet person-acts">
      <Standing user={user} who={who} />
      <PasswordForm userId={user.id} who={who} />
      <Act
        title={words.secondFactor}
        detail={words.secondFactorDetail}
        label={words.removeFactor}
        send={() => api.DELETE("/api/users/{user_id}/second-factor", { params: { path } })}
        onDone={() => toast(words.factorRemoved(who))}
      />
      <Act
        title={words.remove}
        detail={words.removeDetail}
        label={words.removeNow}
        isGrave
        send={() => api.DELETE("/api/users/{user_id}", { params: { path } })}
        onDone={() => {
          toast(words.removed);
          void navigate(officeAddresses.people, { replace: true });
        }}
      />
    </section>
  );
}

function Standing({ user: { id: user_id, is_active }, who }: { user: User; who: string }) {
  const { officePeople: words } = useWords();
  const { mutate, isPending, error } = useDeedOn(
    (active: boolean) =>
      ask(api.PATCH("/api/users/{user_id}", { params: { path: { user_id } }, body: { is_active: active } })),
    (active) =>
      toast((active ? words.isLetIn : words.isShutOut)(who), {
        label: words.undo,
        onPress: () => mutate(!active),
      }),
  );
  return (
    <div>
      <h2>{words.state}</h2>
      <p className="soft small">{is_active ? words.shutOutDetail : words.letInDetail}</p>
      <Refusal error={error} />
      <button className="btn" type="button" aria-busy={isPending} onClick={() => isPending || mutate(!is_active)}>
        {is_active ? words.shutOut : words.letIn}
      </button>
    </div>
  );
}

function PasswordForm({ userId, who }: { userId: number; who: string }) {
  const { officePeople: words } = useWords();
  const { mutate, isPending, error } = useDeedOn(
    ({ password }: { password: string; form: HTMLFormElement }) =>
      api.POST("/api/users/{user_id}/password", {
        params: { path: { user_id: userId } },
        body: { new_password: password },
      }),
    ({ form }) => {
      form.reset();
      toast(words.passwordSet(who));
    },
  );
  const wrong = useFieldWords(error);
  const [isMissing, setMissing] = useState(false);

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const password = String(new FormData(form).get("new_password"));
    setMissing(password === "");
    if (password === "") form.querySelector<HTMLElement>("[name=new_password]")?.focus();
    else if (!isPending) mutate({ password, form });
  }

  return (
    <form onSubmit={save} noValidate>
      <h2>{words.newPassword}</h2>
      <p className="soft small">{words.newPasswordDetail}</p>
      <PasswordField
        label={words.password}
        name="new_password"
        autoComplete="new-password"
        hint={words.passwordHint}
        error={isMissing ? words.passwordMissing : wrong("/new_password")}
      />
      <Refusal error={error} fields={["/new_password"]} />
      <button className="btn" type="submit" aria-busy={isPending}>
        {words.setPassword}
      </button>
    </form>
  );
}

function Act({
  title,
  detail,
  label,
  isGrave = false,
  send,
  onDone,
}: {
  title: string;
  detail: string;
  label: string;
  isGrave?: boolean;
  send: () => Promise<unknown>;
  onDone: () => void;
}) {
  const { mutate, isPending, error } = useDeedOn(send, onDone);
  return (
    <div>
      <h2>{title}</h2>
      <p className="soft small">{detail}</p>
      <Refusal error={error} />
      <button
        className={isGrave ? "btn danger" : "btn"}
        type="button"
        aria-busy={isPending}
        onClick={() => isPending || mutate()}
      >
        {label}
      </button>
    </div>
  );
}
