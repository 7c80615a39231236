import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { asProblem } from "../api/problems.ts";
import { logIn } from "../api/session.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { useWords } from "../words/index.tsx";
import { PasswordField } from "./password-field.tsx";
import { Refusal } from "./refusal.tsx";

/** E-mail and password, and a code of the second factor once the shop asks for it. */
export function LoginForm({ email = "", onDone }: { email?: string; onDone?: () => void }) {
  const words = useWords().account;
  const [needsCode, setNeedsCode] = useState(false);
  const { mutate, isPending, error } = useMutation({
    mutationFn: logIn,
    onSuccess: onDone,
    onError: (failure) => setNeedsCode((before) => before || asProblem(failure).code === "otp_required"),
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isPending) return;
    const form = new FormData(event.currentTarget);
    const otp = String(form.get("otp") ?? "").trim();
    mutate({ email: String(form.get("email")), password: String(form.get("password")), ...(otp !== "" && { otp }) });
  }

  return (
    <form className="form" onSubmit={submit}>
      <Field
        label={words.email}
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={email}
        autoFocus
        required
      />
      <PasswordField label={words.password} autoComplete="current-password" />
      {needsCode && <Field label={words.code} name="otp" autoComplete="one-time-code" inputMode="numeric" autoFocus />}
      <Refusal error={error} />
      <Button type="submit" isBig aria-busy={isPending}>
        {words.logIn}
      </Button>
    </form>
  );
}
