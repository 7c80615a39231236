import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { PasswordField } from "../../account/password-field.tsx";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { toast } from "../../ui/messages.tsx";
import { Segments } from "../../ui/segments.tsx";
import { useWords } from "../../words/index.tsx";
import { useFieldWords } from "../../words/use-problem-words.ts";
import { officeAddresses } from "../places.ts";
import { proved } from "../proof/proof.ts";
import { ROLES } from "./roles.ts";

/** A new account of any role, with a password to hand over. */
export function PersonDialog({ onClose }: { onClose: () => void }) {
  const { officePeople: words } = useWords();
  const navigate = useNavigate();
  const [role, setRole] = useState<(typeof ROLES)[number]>("salesperson");
  const once = useFrozenKey();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (body: Schemas["UserCreate"]) =>
      once(body, (key) =>
        proved(() => ask(api.POST("/api/users", { params: { header: { "Idempotency-Key": key } }, body }))),
      ),
    onSuccess: (user) => {
      toast(words.added(user.full_name ?? user.email));
      onClose();
      void navigate(officeAddresses.person(user.id));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["users"] }),
  });
  const wrong = useFieldWords(error);
  const [missing, setMissing] = useState({ email: false, password: false });

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    const [email, password] = [text("email").trim(), text("password")];
    setMissing({ email: email === "", password: password === "" });
    if (isPending || email === "" || password === "") return;
    mutate({ email, password, full_name: text("full_name").trim() || null, role });
  }

  return (
    <StaffDialog title={words.newPerson} className="form-dialog" onClose={onClose}>
      <form onSubmit={save} noValidate>
        <div className="form">
          <Field label={words.name} name="full_name" maxLength={200} autoComplete="off" error={wrong("/full_name")} />
          <Field
            label={words.email}
            name="email"
            type="email"
            autoComplete="off"
            required
            error={missing.email ? words.emailMissing : wrong("/email")}
          />
          <Segments
            legend={words.role}
            options={ROLES.map((value) => ({ value, label: words.roles[value] }))}
            value={role}
            onChange={setRole}
          />
          <PasswordField
            label={words.password}
            autoComplete="new-password"
            hint={words.passwordHint}
            error={missing.password ? words.passwordMissing : wrong("/password")}
          />
          <Refusal error={error} fields={["/full_name", "/email", "/password"]} />
        </div>
        <footer>
          <button className="btn go push" type="submit" aria-busy={isPending}>
            {words.addNow}
          </button>
        </footer>
      </form>
    </StaffDialog>
  );
}
