import { api, ask } from "../../api/client.ts";
import { useFormats } from "../../ui/formats.ts";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { Choice } from "../list/filters.tsx";
import { oneOf } from "../list/one-of.ts";
import { Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { said, useWanted } from "../list/use-wanted.ts";
import { officeAddresses } from "../places.ts";
import { ImportForm, KINDS } from "./import-form.tsx";
import { ShopRoom } from "./room.tsx";
import "./imports.css";

const STATUSES = ["queued", "running", "done", "failed"] as const;

/** Bring in a file, and see what became of those before. */
export default function Imports() {
  const { officeShop: words } = useWords();
  const { date, time, number } = useFormats();
  const [wanted, want] = useWanted(["kind", "status"]);
  const { kind, status, sort } = wanted;
  const list = useList({
    key: ["imports", "list", wanted],
    load: (page, signal) => {
      const query = { ...page, ...said({ sort }), ...oneOf("kind", kind, KINDS), ...oneOf("status", status, STATUSES) };
      return ask(api.GET("/api/imports", { params: { query }, signal }));
    },
  });
  return (
    <>
      <ShopRoom title={words.imports} />
      <ImportForm />
      <h2 className="imports-before">{words.before}</h2>
      <div className="bar">
        <Choice
          label={words.kind}
          value={kind}
          options={KINDS.map((value) => ({ value, label: words.kinds[value] }))}
          onChange={(value) => want({ kind: value })}
        />
        <Choice
          label={words.state}
          value={status}
          options={STATUSES.map((value) => ({ value, label: words.statuses[value] }))}
          onChange={(value) => want({ status: value })}
        />
      </div>
      <Table
        caption={words.before}
        list={list}
        keyOf={({ id }) => id}
        to={({ id }) => officeAddresses.import(id)}
        columns={[
          {
            head: words.kind,
            cell: (one) => (
              <>
                {words.kinds[one.kind]}
                <span className="sub">
                  {one.taken_back_at !== null ? words.wasTakenBack : one.dry_run ? words.trial : words.real}
                </span>
              </>
            ),
          },
          { head: words.state, leaves: "phone", cell: (one) => words.statuses[one.status] },
          { head: words.rows, isFigure: true, leaves: "phone", cell: ({ rows_read }) => number(String(rows_read)) },
          {
            head: words.counts.refused,
            isFigure: true,
            cell: ({ refused }) => (refused === 0 ? "0" : <b className="bad">{number(String(refused))}</b>),
          },
          {
            head: words.started,
            sort: "created_at",
            isFigure: true,
            cell: ({ created_at }) => (
              <span className="soft">
                {date(created_at)} <span className="sub">{time(created_at)}</span>
              </span>
            ),
          },
        ]}
        sort={sort || "-created_at"}
        onSort={(name) => want({ sort: name })}
        empty={<Empty title={words.none} />}
      />
    </>
  );
}
