import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "react-router";
import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { useTitle } from "../../ui/page.ts";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { keep } from "../files.ts";
import { Head } from "../frame.tsx";
import { NotLoaded } from "../not-loaded.tsx";
import { OfId } from "../of-id.tsx";
import { officeAddresses } from "../places.ts";
import { UpLink } from "../up-link.tsx";
import { Brought, TakeBack } from "./brought.tsx";
import { type FileToSend, fileOf, sendFile } from "./send-file.ts";
import "../list/table.css";
import "./imports.css";

const COUNTS = ["rows_read", "added", "updated", "unchanged", "ignored", "cancelled", "refused"] as const;
const WHILE_IT_RUNS_MS = 700;

type Import = Schemas["ImportRead"];

/** One import: how far it is, what became of the rows, and which were refused and why. */
export default function ImportPage() {
  return <OfId page={(id) => <Loaded id={id} />} />;
}

function Loaded({ id }: { id: number }) {
  const { officeShop: words } = useWords();
  const { data, error, refetch } = useQuery({
    queryKey: ["imports", id],
    queryFn: ({ signal }) => ask(api.GET("/api/imports/{import_id}", { params: { path: { import_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data === undefined || isOver(state.data) ? false : WHILE_IT_RUNS_MS),
  });
  useTitle(data === undefined ? words.imports : words.kinds[data.kind]);
  if (error !== null && data === undefined) return <NotLoaded error={error} onRetry={() => void refetch()} />;
  if (data === undefined) {
    return (
      <Loading>
        <Skeleton height="16rem" />
      </Loading>
    );
  }
  const isTried = isOver(data) && data.dry_run;
  return (
    <>
      <UpLink to={officeAddresses.imports}>{words.imports}</UpLink>
      <Head title={words.kinds[data.kind]} aside={data.dry_run ? words.trial : words.real}>
        {isTried && <ImportIt id={id} />}
      </Head>
      {isTried && fileOf(id) === undefined && <p className="soft import-again">{words.againDetail}</p>}
      <Progress one={data} />
      {data.brought !== null && <Brought brought={data.brought} isTrial={data.dry_run} />}
      {data.kind === "till_history" && !data.dry_run && isOver(data) && data.brought !== null && (
        <TakeBack one={data} />
      )}
      <Refused one={data} />
    </>
  );
}

/** After a trial: import the same file, or choose it again if it is not at hand any more. */
function ImportIt({ id }: { id: number }) {
  const { officeShop: words } = useWords();
  const say = useProblemWords();
  const navigate = useNavigate();
  const { mutate, isPending } = useMutation({
    mutationFn: (what: FileToSend) => sendFile(what, false),
    onSuccess: ({ id: begun }) => navigate(officeAddresses.import(begun)),
    onError: (error) => toast(say(error)),
  });
  const what = fileOf(id);
  if (what === undefined) {
    return (
      <Link className="btn go" to={officeAddresses.imports}>
        {words.again}
      </Link>
    );
  }
  return (
    <button className="btn go" type="button" aria-busy={isPending} onClick={() => isPending || mutate(what)}>
      {words.again}
    </button>
  );
}

function isOver({ status }: Import): boolean {
  return status === "done" || status === "failed";
}

function Progress({ one }: { one: Import }) {
  const { officeShop: words } = useWords();
  const { number } = useFormats();
  const { unknown_items, first_unknown_items, ignored_columns, notices } = one;
  return (
    <section className="sheet import-told">
      <p className="import-progress">
        <progress value={isOver(one) ? 1 : one.progress} aria-label={words.progress} />
        <b role="status">{words.statuses[one.status]}</b>
      </p>
      {one.failure !== null && <p className="bad">{one.failure}</p>}
      {one.dry_run && <p className="soft">{words.would}</p>}
      <dl className="import-counts">
        {COUNTS.map((name) => (
          <div key={name}>
            <dt>{words.counts[name]}</dt>
            <dd className={name === "refused" && one.refused > 0 ? "bad" : undefined}>{number(String(one[name]))}</dd>
          </div>
        ))}
      </dl>
      {notices.length > 0 && (
        <ul className="import-notices" aria-label={words.notices}>
          {notices.map((notice) => (
            <li key={notice} dir="auto">
              {notice}
            </li>
          ))}
        </ul>
      )}
      {unknown_items > 0 && (
        <p>
          <b>{words.unknownItems(unknown_items)}</b>{" "}
          <span className="soft" dir="auto">
            {first_unknown_items.join(", ")}
          </span>
        </p>
      )}
      {ignored_columns.length > 0 && (
        <p>
          <b>{words.ignoredColumns}</b>{" "}
          <span className="soft" dir="auto">
            {ignored_columns.join(", ")}
          </span>
        </p>
      )}
    </section>
  );
}

function Refused({ one }: { one: Import }) {
  const { officeShop: words } = useWords();
  const say = useProblemWords();
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      ask(
        api.GET("/api/imports/{import_id}/refused", { params: { path: { import_id: one.id } }, parseAs: "blob" }),
      ) as Promise<unknown> as Promise<Blob>,
    onSuccess: (content) => keep(content, `refused-${one.id}.csv`),
    onError: (error) => toast(say(error)),
  });
  if (one.refused === 0) return isOver(one) ? <p className="soft import-told">{words.nothingRefused}</p> : null;
  return (
    <section className="sheet refused" aria-label={words.refusedRows}>
      <header>
        <h2>{words.refusedRows}</h2>
        <span className="soft small">{words.firstOf(one.refused_rows.length, one.refused)}</span>
        <button className="btn" type="button" aria-busy={isPending} onClick={() => isPending || mutate()}>
          {words.downloadRefused}
        </button>
      </header>
      <table className="table">
        <caption className="visually-hidden">{words.refusedRows}</caption>
        <thead>
          <tr>
            <th scope="col">{words.line}</th>
            <th scope="col">{words.column}</th>
            <th scope="col">{words.reason}</th>
          </tr>
        </thead>
        <tbody>
          {one.refused_rows.map(({ line, column, reason }) => (
            <tr key={`${line}-${column}-${reason}`}>
              <th scope="row">{line}</th>
              <td dir="auto">{column}</td>
              <td>{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
