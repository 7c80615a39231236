import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { PasswordField } from "../../account/password-field.tsx";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Field } from "../../ui/field.tsx";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { useFieldWords } from "../../words/use-problem-words.ts";
import { proved } from "../proof/proof.ts";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { SetUpDialog } from "./set-up-dialog.tsx";

const KEY = ["second-factor"];

/** One's own second factor: set up, with new recovery codes, or removed. */
export function SecondFactor() {
  const { secondFactor: words } = useWords();
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => ask(api.GET("/api/auth/second-factor", { signal })),
  });
  return (
    <section className="sheet logins" aria-label={words.title}>
      <h2>{words.title}</h2>
      {error !== null && data === undefined && <Failure error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && (
        <Loading>
          <Skeleton height="4rem" />
        </Loading>
      )}
      {data !== undefined && (data.is_on ? <On factor={data} /> : <Off isRequired={data.is_required} />)}
    </section>
  );
}

const again = () => queries.invalidateQueries({ queryKey: KEY });

function Off({ isRequired }: { isRequired: boolean }) {
  const { secondFactor: words } = useWords();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const { mutate, isPending, error, data, reset } = useMutation({
    mutationFn: () => proved(() => ask(api.POST("/api/auth/second-factor"))),
  });
  return (
    <>
      <p className="soft">{isRequired ? words.required : words.off}</p>
      <Refusal error={error} />
      <button className="btn go" type="button" aria-busy={isPending} onClick={() => isPending || mutate()}>
        {words.setUp}
      </button>
      {data !== undefined && codes === null && (
        <SetUpDialog begun={data} onClose={reset} onDone={(drawn) => setCodes(drawn)} />
      )}
      {codes !== null && (
        <RecoveryCodes
          codes={codes}
          onClose={() => {
            toast(words.isOn);
            void again();
          }}
        />
      )}
    </>
  );
}

function On({ factor }: { factor: { on_since: string | null; recovery_codes_left: number } }) {
  const { secondFactor: words } = useWords();
  const { date } = useFormats();
  const [isRemoving, setRemoving] = useState(false);
  const { mutate, isPending, error, data, reset } = useMutation({
    mutationFn: () => proved(() => ask(api.POST("/api/auth/second-factor/recovery-codes"))),
    onSettled: again,
  });
  return (
    <>
      <p>
        <span className="tag ok">{words.on}</span> {factor.on_since !== null && words.since(date(factor.on_since))}
      </p>
      <p className={factor.recovery_codes_left < 3 ? "warn" : "soft"}>{words.codesLeft(factor.recovery_codes_left)}</p>
      <Refusal error={error} />
      <div className="bar">
        <button className="btn" type="button" aria-busy={isPending} onClick={() => isPending || mutate()}>
          {words.renew}
        </button>
        <button className="btn danger" type="button" onClick={() => setRemoving(true)}>
          {words.remove}
        </button>
      </div>
      {data !== undefined && <RecoveryCodes codes={data.recovery_codes} onClose={reset} />}
      {isRemoving && <RemoveDialog onClose={() => setRemoving(false)} />}
    </>
  );
}

function RemoveDialog({ onClose }: { onClose: () => void }) {
  const { secondFactor: words, officePeople } = useWords();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (body: { password: string; otp: string }) => ask(api.POST("/api/auth/second-factor/remove", { body })),
    onSuccess: () => {
      onClose();
      toast(words.removed);
    },
    onSettled: again,
  });
  const wrong = useFieldWords(error);

  function remove(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    if (!isPending) mutate({ password: String(form.get("password")), otp: String(form.get("otp")).trim() });
  }

  return (
    <StaffDialog title={words.remove} className="form-dialog" onClose={onClose}>
      <form onSubmit={remove}>
        <div className="form">
          <p className="soft">{words.removeDetail}</p>
          <PasswordField label={officePeople.password} autoComplete="current-password" error={wrong("/password")} />
          <Field label={words.code} name="otp" required autoComplete="one-time-code" error={wrong("/otp")} />
          <Refusal error={error} fields={["/password", "/otp"]} />
        </div>
        <footer>
          <button className="btn danger push" type="submit" aria-busy={isPending}>
            {words.remove}
          </button>
        </footer>
      </form>
    </StaffDialog>
  );
}
