import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { PasswordField } from "../../account/password-field.tsx";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { useUser } from "../../api/use-session.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { useWords } from "../../words/index.tsx";
import { useFieldWords } from "../../words/use-problem-words.ts";
import { answerProof } from "./proof.ts";

/** Ask for the password again, before something that a login left alone must not do. */
export default function ProofDialog() {
  const { officePeople: words } = useWords();
  const user = useUser();
  const { mutate, isPending, error } = useMutation({
    mutationFn: ({ password, otp }: { password: string; otp: string }) =>
      ask(api.POST("/api/auth/confirm", { body: { password, ...(otp !== "" && { otp }) } })),
    onSuccess: () => answerProof(true),
  });
  const wrong = useFieldWords(error);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    if (!isPending) mutate({ password: String(form.get("password")), otp: String(form.get("otp") ?? "").trim() });
  }

  return (
    <StaffDialog title={words.proof} className="form-dialog" onClose={() => answerProof(false)}>
      <form onSubmit={submit}>
        <div className="form">
          <p className="soft">{words.proofDetail}</p>
          <input type="hidden" autoComplete="username" value={user?.email ?? ""} readOnly />
          <PasswordField label={words.password} autoComplete="current-password" error={wrong("/password")} />
          <Field label={words.code} name="otp" autoComplete="one-time-code" error={wrong("/otp")} />
          <Refusal error={error} fields={["/password", "/otp"]} />
        </div>
        <footer>
          <button className="btn go push" type="submit" aria-busy={isPending}>
            {words.goOn}
          </button>
        </footer>
      </form>
    </StaffDialog>
  );
}
