import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useFormats } from "../../ui/formats.ts";
import { BigMoney } from "../../ui/money.tsx";
import { Segments } from "../../ui/segments.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { addDays, daysFrom } from "../days.ts";
import { Bars, NoBars } from "./bars.tsx";
import { type Stats, takingsQuery } from "./queries.ts";

const PERIODS = ["today", "week", "month"] as const;
type Period = (typeof PERIODS)[number];
/** A single day says little: it is shown at the end of two weeks. */
const DAYS_BEFORE_TODAY = 13;

/** The takings of today, the week and the month, each against the one before, and their days as a chart or a table. */
export function Takings({ stats }: { stats: Stats | undefined }) {
  const { admin } = useWords();
  const [period, setPeriod] = useState<Period>("week");
  return (
    <section className="sheet takings" aria-label={admin.takings}>
      <div className="figures" role="tablist" aria-label={admin.takings}>
        {PERIODS.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={one === period}
            aria-controls="takings-days"
            onClick={() => setPeriod(one)}
          >
            <Figure period={one} stats={stats} />
          </button>
        ))}
      </div>
      <div id="takings-days" role="tabpanel">
        {stats === undefined ? (
          <>
            <div className="takings-head" />
            <NoBars />
          </>
        ) : (
          <Days key={period} period={period} stats={stats} />
        )}
      </div>
    </section>
  );
}

function Figure({ period, stats }: { period: Period; stats: Stats | undefined }) {
  const { admin } = useWords();
  const { price } = useFormats();
  const figures = stats?.[period];
  // A day that is not over says nothing against a whole one.
  const percent = period === "today" ? null : (figures?.paid_change_percent ?? null);
  const isLess = percent?.startsWith("-") === true;
  return (
    <>
      <span className="soft">{admin.periods[period]}</span>
      {figures === undefined ? <Skeleton width="8rem" height="2.5rem" /> : <BigMoney amount={figures.paid} isWhole />}
      {percent !== null && (
        <span className={isLess ? "change bad" : "change ok"}>
          <StaffIcon name={isLess ? "down" : "up"} />
          {admin.percent(percent.replace(/^[+-]/, ""))}
        </span>
      )}
      <span className="soft small sub">
        {figures !== undefined && admin.before[period](price(figures.previous.paid))}
      </span>
    </>
  );
}

function Days({ period, stats }: { period: Period; stats: Stats }) {
  const { admin } = useWords();
  const formats = useFormats();
  const [view, setView] = useState<"chart" | "table">("chart");
  const isToday = period === "today";
  const { from, to, previous } = stats[period];
  const shown = daysFrom(isToday ? addDays(to, -DAYS_BEFORE_TODAY) : from, to);
  const first = shown[0] ?? to;
  const ahead = Math.round(daysFrom(previous.from, first).length - 1);
  const { data: taken } = useQuery(takingsQuery(isToday ? first : previous.from, to));
  const paid = new Map(taken?.items.map((one) => [one.from, one.paid]));
  const days = shown.map((day) => ({
    day,
    amount: paid.get(day) ?? "0",
    was: isToday ? null : (paid.get(addDays(day, -ahead)) ?? "0"),
  }));
  return (
    <>
      <div className="takings-head">
        <h2>{admin.byDay}</h2>
        <p className="soft small legend">
          <span className="is-now">{isToday ? admin.takings : admin.periods[period]}</span>
          {!isToday && <span className="was">{admin.theOneBefore}</span>}
        </p>
        <Segments
          legend={admin.view}
          value={view}
          onChange={setView}
          options={[
            { value: "chart", label: admin.chart },
            { value: "table", label: admin.table },
          ]}
        />
      </div>
      {view === "chart" ? (
        <Bars
          label={admin.byDay}
          bars={days.map(({ day, amount, was }) => ({
            key: day,
            label: formats.number(String(Number(day.slice(8)))),
            value: amount,
            was,
          }))}
        />
      ) : (
        <table className="table tight">
          <caption className="visually-hidden">{admin.byDay}</caption>
          <thead>
            <tr>
              <th scope="col">{admin.day}</th>
              <th scope="col" className="n">
                {isToday ? admin.takings : admin.periods[period]}
              </th>
              {!isToday && (
                <th scope="col" className="n">
                  {admin.theOneBefore}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {days.map(({ day, amount, was }) => (
              <tr key={day}>
                <th scope="row">
                  {formats.weekday(day)}, {formats.day(day)}
                </th>
                <td className="n">{formats.money(amount)}</td>
                {was !== null && <td className="n soft">{formats.money(was)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
