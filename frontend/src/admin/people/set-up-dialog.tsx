import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { useWords } from "../../words/index.tsx";
import { useFieldWords } from "../../words/use-problem-words.ts";
import { QrCode } from "./qr-code.tsx";

/** The code to point an authenticator app at, and the app's first code, which turns the second factor on. */
export function SetUpDialog({
  begun,
  onClose,
  onDone,
}: {
  begun: Schemas["SecondFactorBegun"];
  onClose: () => void;
  onDone: (recoveryCodes: readonly string[]) => void;
}) {
  const { secondFactor: words } = useWords();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (otp: string) => ask(api.POST("/api/auth/second-factor/confirm", { body: { otp } })),
    onSuccess: ({ recovery_codes }) => onDone(recovery_codes),
  });
  const wrong = useFieldWords(error);

  function confirm(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const otp = String(new FormData(event.currentTarget).get("otp")).trim();
    if (!isPending) mutate(otp);
  }

  return (
    <StaffDialog title={words.setUp} className="form-dialog" onClose={onClose}>
      <form onSubmit={confirm}>
        <div className="form">
          <p>{words.scan}</p>
          <QrCode svg={begun.qr_svg} />
          <Field
            label={words.secret}
            value={begun.secret}
            readOnly
            autoComplete="off"
            onFocus={(event) => event.target.select()}
          />
          <Field
            label={words.code}
            name="otp"
            required
            inputMode="numeric"
            autoComplete="one-time-code"
            data-autofocus
            error={wrong("/otp")}
          />
          <Refusal error={error} fields={["/otp"]} />
        </div>
        <footer>
          <button className="btn go push" type="submit" aria-busy={isPending}>
            {words.turnOn}
          </button>
        </footer>
      </form>
    </StaffDialog>
  );
}
