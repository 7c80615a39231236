import { useState } from "react";
import { api, ask } from "../../api/client.ts";
import { useFormats } from "../../ui/formats.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { Choice, SearchField } from "../list/filters.tsx";
import { oneOf } from "../list/one-of.ts";
import { Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { said, useWanted } from "../list/use-wanted.ts";
import { officeAddresses } from "../places.ts";
import { PersonDialog } from "./person-dialog.tsx";
import { ROLES } from "./roles.ts";
import { PeopleRoom } from "./room.tsx";

const FILTERS = ["q", "role", "active"] as const;

/** Everybody with an account: found, and filtered by role and by whether they may log in. */
export default function People() {
  const { admin, officePeople: words } = useWords();
  const { date } = useFormats();
  const [wanted, want] = useWanted(FILTERS);
  const [isAdding, setAdding] = useState(false);
  const { q, role, active, sort } = wanted;
  const list = useList({
    key: ["users", "office", wanted],
    load: (page, signal) => {
      const query = {
        ...page,
        ...said({ q, sort }),
        ...oneOf("role", role, ROLES),
        ...(active !== "" && { is_active: active === "true" }),
      };
      return ask(api.GET("/api/users", { params: { query }, signal }));
    },
  });
  return (
    <>
      <PeopleRoom title={words.users}>
        <button className="btn go" type="button" onClick={() => setAdding(true)}>
          <StaffIcon name="plus" /> {words.add}
        </button>
      </PeopleRoom>
      <div className="bar">
        <SearchField label={words.find} text={q} onText={(text) => want({ q: text })} />
        <Choice
          label={words.role}
          value={role}
          options={ROLES.map((value) => ({ value, label: words.roles[value] }))}
          onChange={(value) => want({ role: value })}
        />
        <Choice
          label={words.state}
          value={active}
          options={(["true", "false"] as const).map((value) => ({ value, label: words.states[value] }))}
          onChange={(value) => want({ active: value })}
        />
      </div>
      <Table
        caption={words.users}
        list={list}
        keyOf={({ id }) => id}
        to={({ id }) => officeAddresses.person(id)}
        columns={[
          {
            head: words.person,
            sort: "email",
            cell: ({ full_name, email }) => (
              <>
                <span dir="auto">{full_name ?? email}</span>
                {full_name !== null && <span className="sub">{email}</span>}
              </>
            ),
          },
          { head: words.role, cell: (user) => words.roles[user.role] },
          {
            head: words.state,
            leaves: "phone",
            cell: ({ is_active }) =>
              is_active ? words.states.true : <span className="tag bad">{words.states.false}</span>,
          },
          {
            head: words.since,
            sort: "created_at",
            isFigure: true,
            leaves: "phone",
            cell: ({ created_at }) => <span className="soft">{date(created_at)}</span>,
          },
        ]}
        sort={sort || (q === "" ? "email" : "")}
        onSort={(name) => want({ sort: name })}
        empty={
          <Empty
            title={words.noneLikeThat}
            action={
              <button className="btn" type="button" onClick={() => want({ q: "", role: "", active: "" })}>
                {admin.showAll}
              </button>
            }
          />
        }
      />
      {isAdding && <PersonDialog onClose={() => setAdding(false)} />}
    </>
  );
}
