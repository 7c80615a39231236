import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { api, ask } from "../../api/client.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Failure } from "../../ui/failure.tsx";
import { useFormats } from "../../ui/formats.ts";
import { useShop } from "../../ui/shop.tsx";
import { Empty, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { momentsOf } from "../days.ts";
import { Choice } from "../list/filters.tsx";
import { oneOf } from "../list/one-of.ts";
import { Period } from "../list/period.tsx";
import { Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { said, useWanted } from "../list/use-wanted.ts";
import { PeopleRoom } from "../people/room.tsx";
import { Changes, type Entry, useActor, useDeed } from "./entry.tsx";
import "./audit.css";

const FILTERS = ["actor_id", "action", "entity", "entity_id", "outcome", "request_id", "from", "to"] as const;
const OUTCOMES = ["done", "refused"] as const;
const NUMBER = /^[1-9]\d{0,14}$/;

type Filter = Partial<Record<(typeof FILTERS)[number], string>>;

/** Who did what: filtered by a click on any entry, with the values before and after side by side. */
export default function AuditPage() {
  const { admin, officeAudit: words, officePeople } = useWords();
  const { time_zone } = useShop();
  const { date, time } = useFormats();
  const [wanted, want] = useWanted(FILTERS);
  const [params, setParams] = useSearchParams();
  const deed = useDeed();
  const actor = useActor();
  const { actor_id, action, entity, entity_id, outcome, request_id, from, to, sort } = wanted;
  const list = useList({
    key: ["audit", "list", wanted],
    load: (page, signal) => {
      const moments = momentsOf(from, to, time_zone);
      const query = {
        ...page,
        ...said({ action, entity, request_id, sort }),
        ...(NUMBER.test(actor_id) && { actor_id: Number(actor_id) }),
        ...(NUMBER.test(entity_id) && { entity_id: Number(entity_id) }),
        ...oneOf("outcome", outcome, OUTCOMES),
        ...(moments.from !== undefined && { occurred_from: moments.from }),
        ...(moments.to !== undefined && { occurred_to: moments.to }),
      };
      return ask(api.GET("/api/audit-logs", { params: { query }, signal }));
    },
  });
  const open = params.get("entry") ?? "";
  const addressOf = (id: number) => {
    const next = new URLSearchParams(params);
    next.set("entry", String(id));
    return `?${next}`;
  };
  const only = (filter: Filter) => setParams({ ...filter });
  const close = () => {
    const next = new URLSearchParams(params);
    next.delete("entry");
    setParams(next, { replace: true });
  };
  const isFiltered = FILTERS.some((name) => wanted[name] !== "");
  return (
    <>
      <PeopleRoom title={officePeople.audit} />
      <div className="bar">
        <Choice
          label={words.about}
          value={entity}
          options={Object.entries(words.entities).map(([value, label]) => ({ value, label }))}
          onChange={(value) => want({ entity: value, entity_id: "", action: "" })}
        />
        <Choice
          label={words.outcome}
          value={outcome}
          options={OUTCOMES.map((value) => ({ value, label: words.outcomes[value] }))}
          onChange={(value) => want({ outcome: value })}
        />
        <Period from={from} to={to} onChange={want} />
        {isFiltered && (
          <button className="btn" type="button" onClick={() => setParams({})}>
            {admin.showAll}
          </button>
        )}
      </div>
      <Table
        caption={words.title}
        list={list}
        keyOf={({ id }) => id}
        to={({ id }) => addressOf(id)}
        columns={[
          {
            head: words.what,
            cell: (entry) => (
              <>
                {deed(entry.action)}
                {entry.entity_id !== null && <span className="sub">{thingOf(entry)}</span>}
                <span className="sub actor on-phone">{actor(entry)}</span>
                <span className="on-phone">{entry.outcome === "refused" && <Refused count={entry.count} />}</span>
              </>
            ),
          },
          { head: words.who, leaves: "phone", cell: (entry) => <span className="soft actor">{actor(entry)}</span> },
          {
            head: words.outcome,
            leaves: "phone",
            cell: (entry) => entry.outcome === "refused" && <Refused count={entry.count} />,
          },
          {
            head: words.when,
            sort: "occurred_at",
            isFigure: true,
            cell: ({ occurred_at }) => (
              <span className="soft">
                {date(occurred_at)} <span className="sub">{time(occurred_at)}</span>
              </span>
            ),
          },
        ]}
        sort={sort || "-occurred_at"}
        onSort={(name) => want({ sort: name })}
        empty={<Empty title={words.noneLikeThat} />}
      />
      {NUMBER.test(open) && <EntryDialog id={Number(open)} only={only} onClose={close} />}
    </>
  );

  function thingOf({ entity: kind, entity_id: id }: Entry) {
    return words.thing(words.entities[kind] ?? kind, id ?? 0);
  }
}

function Refused({ count }: { count: number }) {
  const { officeAudit: words } = useWords();
  return (
    <span className="tag bad">
      {words.refused} {count > 1 && words.times(count)}
    </span>
  );
}

function EntryDialog({ id, only, onClose }: { id: number; only: (filter: Filter) => void; onClose: () => void }) {
  const { officeAudit: words } = useWords();
  const { date, time } = useFormats();
  const deed = useDeed();
  const actor = useActor();
  const { data, error, refetch } = useQuery({
    queryKey: ["audit", "entry", id],
    queryFn: ({ signal }) =>
      ask(api.GET("/api/audit-logs/{audit_log_id}", { params: { path: { audit_log_id: id } }, signal })),
  });
  return (
    <StaffDialog title={data === undefined ? words.title : deed(data.action)} className="entry" onClose={onClose}>
      <div className="entry-body" aria-busy={data === undefined}>
        {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
        {data === undefined && error === null && <Skeleton height="8rem" />}
        {data !== undefined && (
          <>
            <p className="soft">
              {[
                actor(data),
                `${date(data.occurred_at)}, ${time(data.occurred_at)}`,
                data.address && words.from(data.address),
              ]
                .filter(Boolean)
                .join(", ")}
            </p>
            <Changes entry={data} />
            <ul className="entry-filters">
              {filtersOf(data).map(([text, filter]) => (
                <li key={text}>
                  <button className="btn" type="button" onClick={() => only(filter)}>
                    {words.filterBy(text)}
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </StaffDialog>
  );

  function filtersOf(entry: Entry): [string, Filter][] {
    const { actor_id, action, entity, entity_id } = entry;
    const kind = words.entities[entity] ?? entity;
    return [
      ...(actor_id === null ? [] : [[actor(entry), { actor_id: String(actor_id) }] as [string, Filter]]),
      [deed(action), { action }],
      ...(entity_id === null
        ? []
        : [[words.thing(kind, entity_id), { entity, entity_id: String(entity_id) }] as [string, Filter]]),
    ];
  }
}
