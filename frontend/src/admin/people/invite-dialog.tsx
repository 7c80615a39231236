import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Segments } from "../../ui/segments.tsx";
import { useWords } from "../../words/index.tsx";
import { useFieldWords } from "../../words/use-problem-words.ts";
import { proved } from "../proof/proof.ts";
import { ShownOnce } from "../shown-once.tsx";
import { QrCode } from "./qr-code.tsx";
import { STAFF_ROLES } from "./roles.ts";
import "./invite.css";

const HOURS = ["24", "72", "168", "720"] as const;

/** Invite somebody to join the staff; then show the link and its QR code, this once. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { officePeople: words } = useWords();
  const [role, setRole] = useState<(typeof STAFF_ROLES)[number]>("salesperson");
  const [hours, setHours] = useState<(typeof HOURS)[number]>("72");
  const send = useFrozenKey();
  const { mutate, isPending, error, data } = useMutation({
    mutationFn: (body: Schemas["InvitationCreate"]) =>
      send(body, (key) =>
        proved(() => ask(api.POST("/api/invitations", { params: { header: { "Idempotency-Key": key } }, body }))),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ["users", "invitations"] }),
  });
  const wrong = useFieldWords(error);

  function invite(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const email = String(new FormData(event.currentTarget).get("email")).trim();
    if (!isPending) mutate({ role, expires_in_hours: Number(hours), ...(email !== "" && { email }) });
  }

  if (data !== undefined) return <HandOver invitation={data} onClose={onClose} />;
  return (
    <StaffDialog title={words.invite} className="form-dialog" onClose={onClose}>
      <form onSubmit={invite} noValidate>
        <div className="form">
          <Segments
            legend={words.role}
            options={STAFF_ROLES.map((value) => ({ value, label: words.roles[value] }))}
            value={role}
            onChange={setRole}
          />
          <Field label={words.emailIfAny} name="email" type="email" autoComplete="off" error={wrong("/email")} />
          <div>
            <p className="form-legend">{words.hours}</p>
            <Segments
              legend={words.hours}
              options={HOURS.map((value) => ({ value, label: words.hoursOf(Number(value)) }))}
              value={hours}
              onChange={setHours}
            />
          </div>
          <Refusal error={error} fields={["/email"]} />
        </div>
        <footer>
          <button className="btn go push" type="submit" aria-busy={isPending}>
            {words.makeInvitation}
          </button>
        </footer>
      </form>
    </StaffDialog>
  );
}

function HandOver({ invitation, onClose }: { invitation: Schemas["InvitationCreated"]; onClose: () => void }) {
  const { officePeople: words } = useWords();
  return (
    <ShownOnce title={words.handOver} label={words.link} value={invitation.link} words={words} onClose={onClose}>
      <p>{words.handOverDetail}</p>
      <QrCode svg={invitation.qr_svg} />
    </ShownOnce>
  );
}
