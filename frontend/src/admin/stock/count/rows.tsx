import type { Sweet } from "../../../api/types.ts";
import { Decimal } from "../../../ui/decimal.ts";
import { useFormats } from "../../../ui/formats.ts";
import { toast } from "../../../ui/messages.tsx";
import { useWords } from "../../../words/index.tsx";
import { useProblemWords } from "../../../words/use-problem-words.ts";
import type { Count, Stocktake } from "../queries.ts";
import { staleOf } from "./stale.ts";
import { useCount } from "./use-count.ts";

/** The sweets that are still to be counted. */
export function OpenRows({ sweets, onOpen }: { sweets: readonly Sweet[]; onOpen: (id: number) => void }) {
  const { stock } = useWords();
  if (sweets.length === 0) return <p className="soft count-none">{stock.allCounted}</p>;
  return (
    <ul className="count-rows">
      {sweets.map(({ id, name, sku }) => (
        <li key={id}>
          <button type="button" onClick={() => onOpen(id)}>
            <span dir="auto">{name}</span>
            <span className="soft small">{sku}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** What was counted, and how it differs from the books. */
export function DoneRows({ counts, onOpen }: { counts: readonly Count[]; onOpen: (id: number) => void }) {
  const { stock } = useWords();
  const { quantity, time } = useFormats();
  if (counts.length === 0) return <p className="soft count-none">{stock.noneCounted}</p>;
  return (
    <ul className="count-rows">
      {counts.map((count) => (
        <li key={count.sweet_id}>
          <button type="button" onClick={() => onOpen(count.sweet_id)}>
            <span dir="auto">{count.name}</span>
            <b>{quantity(count.counted, count.unit)}</b>
            <span className="soft small">{time(count.counted_at)}</span>
            <Difference count={count} />
          </button>
        </li>
      ))}
    </ul>
  );
}

export function Difference({ count: { difference, unit } }: { count: Count }) {
  const { stock } = useWords();
  const { quantity } = useFormats();
  const amount = new Decimal(difference);
  if (amount.eq("0")) return <span className="ok small">{stock.asExpected}</span>;
  const isLess = amount.lt("0");
  return (
    <span className={isLess ? "bad small" : "warn small"}>
      {isLess ? "−" : "+"}
      {quantity(amount.abs().toFixed(), unit)}
    </span>
  );
}

/** A count whose sweet moved since: what moved, and what to do about it. */
export function StaleRow({
  stocktake,
  count,
  onOpen,
}: {
  stocktake: Stocktake;
  count: Count;
  onOpen: (id: number) => void;
}) {
  const { stock } = useWords();
  const { quantity, time } = useFormats();
  const say = useProblemWords();
  const { mutate, isPending, error } = useCount(stocktake, ({ counted }) =>
    toast(stock.saved(count.name, quantity(counted, count.unit))),
  );
  const { moved, hasGone, byNow } = staleOf(count);
  const counted = quantity(count.counted, count.unit);
  const at = time(count.counted_at);
  const now = quantity(byNow, count.unit);
  const what = new Decimal(moved).eq("0")
    ? stock.countedTwice(counted, at)
    : (hasGone ? stock.wentSince : stock.cameSince)(counted, at, quantity(moved, count.unit), now);
  return (
    <li className="count-stale">
      <p>
        <b dir="auto">{count.name}</b>
        <b className="warn small">{stock.byNow(now)}</b>
      </p>
      <p>{error === null ? what : say(error)}</p>
      <p>
        <button className="btn go tall" type="button" onClick={() => onOpen(count.sweet_id)}>
          {stock.countAgain}
        </button>
        <button
          className="btn tall"
          type="button"
          aria-busy={isPending}
          onClick={() => isPending || mutate({ sweetId: count.sweet_id, expected: count.on_hand, counted: byNow })}
        >
          {stock.itIs(now)}
        </button>
      </p>
    </li>
  );
}
