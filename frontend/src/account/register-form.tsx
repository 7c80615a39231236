import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { register } from "../api/session.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { useWords } from "../words/index.tsx";
import { useFieldWords } from "../words/use-problem-words.ts";
import { PasswordField } from "./password-field.tsx";
import { Refusal } from "./refusal.tsx";

const FIELDS = ["/full_name", "/email", "/password"];

/** A new customer's account. With an invitation in the address it is an account of the staff. */
export function RegisterForm({ onDone }: { onDone?: () => void }) {
  const words = useWords().account;
  const { mutate, isPending, error } = useMutation({ mutationFn: register, onSuccess: onDone });
  const wrong = useFieldWords(error);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isPending) return;
    const form = new FormData(event.currentTarget);
    const name = String(form.get("full_name")).trim();
    const invitation = new URLSearchParams(location.search).get("invitation");
    mutate({
      email: String(form.get("email")),
      password: String(form.get("password")),
      ...(name !== "" && { full_name: name }),
      ...(invitation !== null && { invitation_token: invitation }),
    });
  }

  return (
    <form className="form" onSubmit={submit}>
      <Field label={words.name} name="full_name" autoComplete="name" maxLength={200} error={wrong("/full_name")} />
      <Field label={words.email} name="email" type="email" autoComplete="username" required error={wrong("/email")} />
      <PasswordField
        label={words.password}
        autoComplete="new-password"
        hint={words.passwordHint}
        error={wrong("/password")}
      />
      <Refusal error={error} fields={FIELDS} />
      <Button type="submit" isBig aria-busy={isPending}>
        {words.register}
      </Button>
    </form>
  );
}
