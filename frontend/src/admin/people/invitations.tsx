import { useState } from "react";
import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { Choice } from "../list/filters.tsx";
import { oneOf } from "../list/one-of.ts";
import { Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { said, useWanted } from "../list/use-wanted.ts";
import { InviteDialog } from "./invite-dialog.tsx";
import { INVITATION_STATUSES, STAFF_ROLES } from "./roles.ts";
import { PeopleRoom } from "./room.tsx";
import { useDeedOn } from "./use-deed.ts";

/** Who is invited to join the staff, and what became of it. */
export default function Invitations() {
  const { officePeople: words } = useWords();
  const { date, time } = useFormats();
  const [wanted, want] = useWanted(["status", "role"]);
  const [isInviting, setInviting] = useState(false);
  const { status, role, sort } = wanted;
  const list = useList({
    key: ["users", "invitations", wanted],
    load: (page, signal) => {
      const query = {
        ...page,
        ...said({ sort }),
        ...oneOf("status", status, INVITATION_STATUSES),
        ...oneOf("role", role, STAFF_ROLES),
      };
      return ask(api.GET("/api/invitations", { params: { query }, signal }));
    },
  });
  return (
    <>
      <PeopleRoom title={words.invitations}>
        <button className="btn go" type="button" onClick={() => setInviting(true)}>
          <StaffIcon name="plus" /> {words.invite}
        </button>
      </PeopleRoom>
      <div className="bar">
        <Choice
          label={words.status}
          value={status}
          options={INVITATION_STATUSES.map((value) => ({ value, label: words.statuses[value] }))}
          onChange={(value) => want({ status: value })}
        />
        <Choice
          label={words.role}
          value={role}
          options={STAFF_ROLES.map((value) => ({ value, label: words.roles[value] }))}
          onChange={(value) => want({ role: value })}
        />
      </div>
      <Table
        caption={words.invitations}
        list={list}
        keyOf={({ id }) => id}
        columns={[
          {
            head: words.invitee,
            cell: (invitation) => (
              <>
                {invitation.email ?? words.anybody}
                <span className="sub">{words.roles[invitation.role]}</span>
              </>
            ),
          },
          {
            head: words.ends,
            leaves: "phone",
            cell: ({ expires_at }) => `${date(expires_at)}, ${time(expires_at)}`,
          },
          {
            head: words.status,
            isFigure: true,
            cell: (invitation) =>
              invitation.status === "open" ? <Revoke invitation={invitation} /> : words.statuses[invitation.status],
          },
        ]}
        sort={sort}
        empty={<Empty title={words.noInvitations} />}
      />
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  );
}

function Revoke({ invitation: { id: invitation_id } }: { invitation: Schemas["InvitationRead"] }) {
  const { officePeople: words } = useWords();
  const say = useProblemWords();
  const { mutate, isPending } = useDeedOn(
    () => api.DELETE("/api/invitations/{invitation_id}", { params: { path: { invitation_id } } }),
    () => toast(words.revoked),
  );
  return (
    <button
      className="btn"
      type="button"
      aria-busy={isPending}
      onClick={() => isPending || mutate(undefined, { onError: (error) => toast(say(error)) })}
    >
      {words.revoke}
    </button>
  );
}
