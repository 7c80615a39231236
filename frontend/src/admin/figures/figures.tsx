import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { Schemas } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { Segments } from "../../ui/segments.tsx";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { Facts } from "../facts.tsx";
import { Period } from "../list/period.tsx";
import { said, useWanted } from "../list/use-wanted.ts";
import { SalesRoom } from "../sales/room.tsx";
import { Best } from "./best.tsx";
import { Categories } from "./categories.tsx";
import { NONE, useMoneyFigures } from "./columns.ts";
import { bestQuery, categoriesQuery, PERIODS, RANKINGS, totalsQuery } from "./queries.ts";
import { FiguresSheet } from "./sheet.tsx";
import "./figures.css";

/** What the shop sold, gave back, paid and kept in some days: in all, by day, by category and by sweet. */
export default function Figures() {
  const { officeFigures: words } = useWords();
  const [{ from, to, by, best }, want] = useWanted(["from", "to", "by", "best"]);
  const span = said({ from, to });
  const period = PERIODS.find((one) => one === by) ?? "day";
  const ranking = RANKINGS.find((one) => one === best) ?? "money";
  // Asked here alone: a part that asked again would be taken away while it waits, and ask without end.
  const totals = useQuery(totalsQuery(span, period));
  const categories = useQuery(categoriesQuery(span));
  const bestSold = useQuery(bestQuery(span, ranking));
  return (
    <>
      <SalesRoom title={words.title} />
      <div className="bar">
        <Period from={from} to={to} onChange={want} />
        {from === "" && to === "" && <span className="soft">{words.lastDays}</span>}
      </div>
      {totals.isPending || categories.isPending || bestSold.isPending ? (
        // All at once, because each would push the next one down.
        <Loading>
          <Skeleton height="40rem" />
        </Loading>
      ) : (
        <div className="figures-page">
          <Totals answer={totals} by={period} onBy={(value) => want({ by: value })} />
          <Categories answer={categories} />
          <Best answer={bestSold} by={ranking} onBy={(value) => want({ best: value === "money" ? "" : value })} />
        </div>
      )}
    </>
  );
}

function Totals({
  answer,
  by,
  onBy,
}: {
  answer: UseQueryResult<Schemas["TotalSalesRead"]>;
  by: Schemas["PeriodKind"];
  onBy: (by: Schemas["PeriodKind"]) => void;
}) {
  const { officeFigures: words } = useWords();
  const { money, number, day, date } = useFormats();
  const figures = useMoneyFigures();
  const counted: [string, (row: Schemas["FiguresRead"]) => string][] = [
    [words.sales, ({ sales }) => number(String(sales))],
    [words.refunds, ({ refund_count }) => number(String(refund_count))],
  ];
  const average = (row: Schemas["FiguresRead"]) => (row.average_sale === null ? NONE : money(row.average_sale));
  const paid: [string, (row: Schemas["FiguresRead"]) => string][] = [
    [words.rounding, ({ rounding }) => money(rounding)],
    [words.paid, ({ paid: amount }) => money(amount)],
    [words.average, average],
  ];
  const all = [...counted, ...figures, ...paid];
  const { data } = answer;
  return (
    <>
      {data !== undefined && (
        <Facts
          title={`${date(data.from)} – ${date(data.to)}`}
          facts={all.map(([head, cell]) => [head, cell(data)] as const)}
        />
      )}
      <FiguresSheet
        title={words.byPeriod[by]}
        answer={answer}
        rowsOf={({ items }) => items.toReversed()}
        keyOf={({ from }) => from}
        columns={[
          { head: words.days, cell: ({ from, to }) => (from === to ? day(from) : `${day(from)} – ${day(to)}`) },
          ...all.map(([head, cell]) => ({ head, cell, isFigure: true })),
        ]}
        total={(sum) => [words.together, ...all.map(([, cell]) => cell(sum))]}
      >
        <Segments
          legend={words.divide}
          value={by}
          onChange={onBy}
          options={PERIODS.map((value) => ({ value, label: words.periods[value] }))}
        />
      </FiguresSheet>
    </>
  );
}
