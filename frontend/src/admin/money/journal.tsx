import { useMutation, useQuery } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import { isSome } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { FiguresSheet } from "../figures/sheet.tsx";
import { keep } from "../files.ts";
import { Period } from "../list/period.tsx";
import { said, useWanted } from "../list/use-wanted.ts";
import { MoneyRoom } from "./room.tsx";
import "../figures/figures.css";
import "./takings.css";

const KINDS = ["csv", "xml"] as const;
type Kind = (typeof KINDS)[number];
interface Days {
  from?: string;
  to?: string;
}

/** The accountant's journal: what its accounts come to in some days, and the same days as files. */
export default function Journal() {
  const { journal: words } = useWords();
  const { money, date } = useFormats();
  const [{ from, to }, want] = useWanted(["from", "to"]);
  const query = said({ from, to });
  const answer = useQuery({
    queryKey: ["journal", query],
    queryFn: ({ signal }) => ask(api.GET("/api/exports/journal", { params: { query }, signal })),
  });
  const { data } = answer;
  // The files are of the days that are shown.
  const days = data === undefined ? query : { from: data.from, to: data.to };
  const side = (amount: string) => (isSome(amount) ? money(amount) : "");
  return (
    <>
      <MoneyRoom title={words.title} />
      <p className="soft journal-about">{words.about}</p>
      <div className="bar">
        <Period from={from} to={to} onChange={want} />
        {from === "" && to === "" && <span className="soft">{words.lastDays}</span>}
        <span className="journal-files">
          {KINDS.map((kind) => (
            <Download key={kind} kind={kind} days={days} />
          ))}
        </span>
      </div>
      {answer.isPending ? (
        <Loading>
          <Skeleton height="30rem" />
        </Loading>
      ) : (
        <FiguresSheet
          title={data === undefined ? words.title : `${date(data.from)} – ${date(data.to)}`}
          answer={answer}
          rowsOf={({ items }) => items}
          keyOf={({ account }) => account}
          columns={[
            { head: words.account, cell: ({ account }) => <span dir="auto">{account}</span> },
            { head: words.debit, cell: ({ debit }) => side(debit), isFigure: true },
            { head: words.credit, cell: ({ credit }) => side(credit), isFigure: true },
          ]}
          total={({ debit, credit }) => [words.together, money(debit), money(credit)]}
          none={words.nothing}
        />
      )}
    </>
  );
}

function Download({ kind, days }: { kind: Kind; days: Days }) {
  const { journal: words } = useWords();
  const say = useProblemWords();
  const { mutate, isPending } = useMutation({
    mutationFn: () => load(kind, days),
    onSuccess: (content) => keep(content, `${["journal", days.from, days.to].filter(Boolean).join("-")}.${kind}`),
    onError: (error) => toast(say(error)),
  });
  return (
    <button className="btn" type="button" aria-busy={isPending} onClick={() => isPending || mutate()}>
      {words.files[kind]}
    </button>
  );
}

function load(kind: Kind, query: Days): Promise<Blob> {
  const asked =
    kind === "csv"
      ? api.GET("/api/exports/journal.csv", { params: { query: { ...query, bom: true } }, parseAs: "blob" })
      : api.GET("/api/exports/journal.xml", { params: { query }, parseAs: "blob" });
  return ask(asked as Promise<never>) as Promise<Blob>;
}
