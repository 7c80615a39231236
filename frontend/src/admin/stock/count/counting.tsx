import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, ask } from "../../../api/client.ts";
import { asProblem } from "../../../api/problems.ts";
import { useScanner } from "../../../staff/use-scanner.ts";
import { Failure } from "../../../ui/failure.tsx";
import { useFormats } from "../../../ui/formats.ts";
import { toast } from "../../../ui/messages.tsx";
import { Loading, Skeleton } from "../../../ui/states.tsx";
import { useWords } from "../../../words/index.tsx";
import { useProblemWords } from "../../../words/use-problem-words.ts";
import { SweetFinder, sweetQuery } from "../../list/sweet-finder.tsx";
import { useCounted } from "../../list/use-counted.ts";
import { useList } from "../../list/use-list.ts";
import { useWanted } from "../../list/use-wanted.ts";
import type { Stocktake } from "../queries.ts";
import { CountField } from "./field.tsx";
import { DoneRows, OpenRows, StaleRow } from "./rows.tsx";
import type { Counted } from "./use-count.ts";

/** So many sweets at least are known ahead of the one that is counted. */
const AHEAD = 10;
const TABS = ["open", "done", "stale"] as const;

/** Counts sweet by sweet: scanned, found by name, or as they come. */
export function Counting({ stocktake }: { stocktake: Stocktake }) {
  const { stock } = useWords();
  const { number } = useFormats();
  const counts = useCounted();
  const say = useProblemWords();
  const [{ rows, sweet }, want] = useWanted(["rows", "sweet", "view"]);
  const [skipped, setSkipped] = useState<readonly number[]>([]);
  const list = useList({
    key: ["sweets", "count"],
    load: (page, signal) =>
      ask(api.GET("/api/sweets", { params: { query: { ...page, sort: "name", archived: false } }, signal })),
  });
  const counted = new Set(stocktake.counts.map(({ sweet_id }) => sweet_id));
  const open = (list.rows ?? [])
    .filter(({ id }) => !counted.has(id))
    .sort((one, other) => skipped.indexOf(one.id) - skipped.indexOf(other.id));
  const stale = stocktake.counts.filter(({ is_stale }) => is_stale);
  const done = stocktake.counts
    .filter(({ is_stale }) => !is_stale)
    .sort((one, other) => other.counted_at.localeCompare(one.counted_at));
  const current = sweet === "" ? open[0]?.id : Number(sweet);
  const tab = TABS.find((one) => one === rows) ?? "open";
  const total = Math.max(list.total ?? 0, counted.size);
  const amounts = { open: Math.max(0, total - counted.size), done: done.length, stale: stale.length };

  useEffect(() => {
    if (open.length < AHEAD && list.hasMore && !list.isLoadingMore) list.more();
  });

  useScanner(
    async (code) => {
      try {
        const found = await ask(api.GET("/api/sweets/scan", { params: { query: { code } } }));
        show(found.sweet.id);
      } catch (error) {
        toast(asProblem(error).code === "code_not_found" ? stock.unknownCode(code) : say(error));
      }
    },
    () => null,
  );

  function show(id: number) {
    want({ sweet: String(id) });
    scrollTo({ top: 0 });
  }

  function skip(id: number) {
    setSkipped((before) => [...before.filter((one) => one !== id), id]);
    want({ sweet: "" });
  }

  return (
    <>
      <div className="count-progress">
        <p role="status">{stock.countedOf(number(String(counted.size)), counts(total, list.isExact))}</p>
        <button className="btn" type="button" onClick={() => want({ view: "review" })}>
          {stock.review}
        </button>
        <progress max={Math.max(1, total)} value={counted.size} aria-label={stock.tabs.done} />
      </div>
      <SweetFinder label={stock.find} onChoose={({ id }) => show(id)} />
      {current !== undefined && (
        <Current
          key={current}
          stocktake={stocktake}
          id={current}
          onSaved={() => want({ sweet: "" })}
          onSkip={() => skip(current)}
        />
      )}
      <div className="count-tabs">
        {TABS.map((one) => (
          <button key={one} type="button" aria-pressed={one === tab} onClick={() => want({ rows: one })}>
            {stock.tabs[one]} <b className={one === "stale" && stale.length > 0 ? "mark" : undefined}>{amounts[one]}</b>
          </button>
        ))}
      </div>
      {list.error !== null && <Failure error={list.error} onRetry={list.again} />}
      {tab === "open" && list.rows !== undefined && (
        <OpenRows sweets={open.filter(({ id }) => id !== current)} onOpen={show} />
      )}
      {tab === "done" && <DoneRows counts={done} onOpen={show} />}
      {tab === "stale" && stale.length === 0 && <p className="soft count-none">{stock.noneStale}</p>}
      {tab === "stale" && (
        <ul className="count-rows">
          {stale.map((count) => (
            <StaleRow key={count.sweet_id} stocktake={stocktake} count={count} onOpen={show} />
          ))}
        </ul>
      )}
    </>
  );
}

/** The sweet that is being counted, once it is known what the books say of it at this moment. */
function Current({
  stocktake,
  id,
  onSaved,
  onSkip,
}: {
  stocktake: Stocktake;
  id: number;
  onSaved: (counted: Counted) => void;
  onSkip: () => void;
}) {
  const { stock } = useWords();
  const { quantity } = useFormats();
  const { data, error, isFetchedAfterMount, refetch } = useQuery({ ...sweetQuery(id), refetchOnMount: "always" });
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined || !isFetchedAfterMount) {
    return (
      <Loading>
        <div className="sheet count-now">
          <Skeleton height="14rem" />
        </div>
      </Loading>
    );
  }
  return (
    <CountField
      stocktake={stocktake}
      sweet={data}
      onSaved={(counted) => {
        toast(stock.saved(data.name, quantity(counted.counted, data.unit)));
        onSaved(counted);
      }}
      onSkip={onSkip}
    />
  );
}
