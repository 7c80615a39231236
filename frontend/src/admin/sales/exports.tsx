import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, ask } from "../../api/client.ts";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { keep } from "../files.ts";
import { Period } from "../list/period.tsx";
import { useWanted } from "../list/use-wanted.ts";
import { SalesRoom } from "./room.tsx";
import "./exports.css";

const OF_DAYS = ["sales", "sale-lines", "refunds", "refund-lines", "tax-summary", "movements"] as const;
const AS_THEY_ARE = ["catalogue", "customers"] as const;

type Kind = (typeof OF_DAYS)[number] | (typeof AS_THEY_ARE)[number];

/** The books as files: one click each, of the days that the address names. */
export default function Exports() {
  const { admin, officeSales: words } = useWords();
  const [{ from, to }, want] = useWanted(["from", "to"]);
  const [bom, setBom] = useState(true);
  const days = { ...(from !== "" && { from }), ...(to !== "" && { to }) };
  return (
    <>
      <SalesRoom title={words.exports} />
      <p className="soft exports-about">{words.exportDetail}</p>
      <label className="exports-mark">
        <input type="checkbox" checked={bom} onChange={(event) => setBom(event.target.checked)} />
        {words.forExcel}
      </label>
      <h2 className="exports-head">{words.ofDays}</h2>
      <div className="bar">
        <Period from={from} to={to} onChange={want} />
        {from === "" && to === "" ? (
          <span className="soft">{words.wholeTime}</span>
        ) : (
          <button className="btn" type="button" onClick={() => want({ from: "", to: "" })}>
            {admin.showAll}
          </button>
        )}
      </div>
      <Files kinds={OF_DAYS} query={{ bom, ...days }} />
      <h2 className="exports-head">{words.asTheyAre}</h2>
      <Files kinds={AS_THEY_ARE} query={{ bom }} />
    </>
  );
}

interface Query {
  bom: boolean;
  from?: string;
  to?: string;
}

function Files({ kinds, query }: { kinds: readonly Kind[]; query: Query }) {
  return (
    <ul className="sheet exports">
      {kinds.map((kind) => (
        <File key={kind} kind={kind} query={query} />
      ))}
    </ul>
  );
}

function File({ kind, query }: { kind: Kind; query: Query }) {
  const { officeSales: words } = useWords();
  const say = useProblemWords();
  const [name, detail] = words.files[kind];
  const { mutate, isPending } = useMutation({
    mutationFn: () => load(kind, query),
    onSuccess: (content) => keep(content, `${[kind, query.from, query.to].filter(Boolean).join("-")}.csv`),
    onError: (error) => toast(say(error)),
  });
  return (
    <li>
      <span>
        <b>{name}</b>
        <span className="sub">{detail}</span>
      </span>
      <button
        className="btn"
        type="button"
        aria-label={`${words.download}: ${name}`}
        aria-busy={isPending}
        onClick={() => isPending || mutate()}
      >
        {words.download}
      </button>
    </li>
  );
}

function load(kind: Kind, query: Query): Promise<Blob> {
  // The catalogue and the customers know no days, and get none.
  const path = `/api/exports/${kind}.csv` as "/api/exports/sales.csv";
  return ask(api.GET(path, { params: { query }, parseAs: "blob" })) as Promise<Blob>;
}
