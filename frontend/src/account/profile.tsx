import { useMutation } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import { useNavigate } from "react-router";
import { addresses } from "../addresses.ts";
import { api, ask } from "../api/client.ts";
import { logOut, renewUser, takeTokens } from "../api/session.ts";
import { useUser } from "../api/use-session.ts";
import { Button, LinkButton } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { toast } from "../ui/messages.tsx";
import { useTitle } from "../ui/page.ts";
import { LanguageSwitch, ThemeSwitch } from "../ui/switches.tsx";
import { useWords } from "../words/index.tsx";
import { useFieldWords, useProblemWords } from "../words/use-problem-words.ts";
import { LinkCode } from "./link-code.tsx";
import { PasswordField } from "./password-field.tsx";
import { Refusal } from "./refusal.tsx";
import { Sessions } from "./sessions.tsx";
import "./profile.css";

/** One's own account: name, password, logins, and how the shop looks. */
export function Profile() {
  const { account: words } = useWords();
  const user = useUser();
  const navigate = useNavigate();
  const say = useProblemWords();
  const { mutate: leave, isPending } = useMutation({
    mutationFn: logOut,
    onSuccess: () => navigate(addresses.home),
    onError: (error) => toast(say(error)),
  });
  useTitle(words.title);
  return (
    <div className="profile">
      <header>
        <h1>{words.title}</h1>
        <p>{user?.email}</p>
        <p className="acts">
          <LinkButton to={addresses.purchases}>{words.toPurchases}</LinkButton>
          <Button look="line" aria-busy={isPending} onClick={() => isPending || leave()}>
            {words.logOut}
          </Button>
        </p>
      </header>
      <Panel title={words.profile}>
        <NameForm />
      </Panel>
      <Panel title={words.changePassword}>
        <PasswordForm />
      </Panel>
      <Panel title={words.sessions}>
        <Sessions />
      </Panel>
      {user?.role === "customer" && (
        <Panel title={words.counterPurchases}>
          <LinkCode />
        </Panel>
      )}
      <Panel title={words.look}>
        <LanguageSwitch />
        <ThemeSwitch />
      </Panel>
    </div>
  );
}

function Panel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="panel">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function NameForm() {
  const { account: words } = useWords();
  const user = useUser();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (full_name: string | null) => ask(api.PATCH("/api/auth/me", { body: { full_name } })),
    onSuccess: (changed) => {
      renewUser(changed);
      toast(words.profileSaved);
    },
  });

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!isPending) mutate(textOf(event.currentTarget, "full_name").trim() || null);
  }

  return (
    <form onSubmit={save}>
      <Field
        label={words.name}
        name="full_name"
        autoComplete="name"
        maxLength={200}
        defaultValue={user?.full_name ?? ""}
      />
      <Refusal error={error} />
      <Button type="submit" look="line" aria-busy={isPending}>
        {words.save}
      </Button>
    </form>
  );
}

function PasswordForm() {
  const { account: words } = useWords();
  const user = useUser();
  const { mutate, isPending, error } = useMutation({
    mutationFn: ({ form }: { form: HTMLFormElement }) =>
      ask(
        api.POST("/api/auth/password", {
          body: { current_password: textOf(form, "current_password"), new_password: textOf(form, "new_password") },
        }),
      ),
    onSuccess: (tokens, { form }) => {
      takeTokens(tokens);
      form.reset();
      toast(words.passwordChanged);
    },
  });
  const wrong = useFieldWords(error);

  function change(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!isPending) mutate({ form: event.currentTarget });
  }

  return (
    <form onSubmit={change}>
      <input type="hidden" autoComplete="username" value={user?.email ?? ""} readOnly />
      <PasswordField
        label={words.currentPassword}
        name="current_password"
        autoComplete="current-password"
        error={wrong("/current_password")}
      />
      <PasswordField
        label={words.newPassword}
        name="new_password"
        autoComplete="new-password"
        hint={words.passwordHint}
        error={wrong("/new_password")}
      />
      <Refusal error={error} fields={["/current_password", "/new_password"]} />
      <Button type="submit" look="line" aria-busy={isPending}>
        {words.changePassword}
      </Button>
    </form>
  );
}

function textOf(form: HTMLFormElement, name: string): string {
  return String(new FormData(form).get(name) ?? "");
}
