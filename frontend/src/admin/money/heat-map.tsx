import type { CSSProperties } from "react";
import type { Schemas } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";

type Hour = Schemas["HourTakingsRead"];

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
/** Strongest tint of a cell, in per cent: dark text stays readable on it, and light text in the dark theme. */
const STRONGEST = 45;

/** What was taken in each hour of the week: a table, whose cells are the darker the more it was. */
export function HeatMap({ hours }: { hours: readonly Hour[] }) {
  const { takings: words } = useWords();
  const { locale, money, weekday, number } = useFormats();
  const short = new Intl.NumberFormat(locale, { notation: "compact", maximumSignificantDigits: 2 });
  const found = new Map(hours.map((one) => [`${one.weekday}/${one.hour}`, one]));
  const most = Math.max(...hours.map(({ net }) => Number(net)), 1);
  const best = hours.reduce((one, other) => (Number(other.net) > Number(one.net) ? other : one));
  const first = Math.min(...hours.map(({ hour }) => hour));
  const last = Math.max(...hours.map(({ hour }) => hour));
  const shown = Array.from({ length: last - first + 1 }, (_, place) => first + place);
  const dayName = (day: number) => weekday(`2024-01-0${day}`);
  return (
    <section className="sheet heat" aria-label={words.byHour}>
      <header>
        <h2>{words.byHour}</h2>
        <p className="soft">{words.busiest(dayName(best.weekday), hourOf(best.hour), money(best.net))}</p>
      </header>
      <table>
        <caption className="visually-hidden">{words.byHour}</caption>
        <thead>
          <tr>
            <th scope="col">{words.hour}</th>
            {WEEKDAYS.map((day) => (
              <th key={day} scope="col">
                <abbr title={dayName(day)}>{words.weekdays[day - 1]}</abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((hour) => (
            <tr key={hour}>
              <th scope="row">{number(String(hour))}</th>
              {WEEKDAYS.map((day) => {
                const one = found.get(`${day}/${hour}`);
                return (
                  <Cell key={day} net={one?.net} part={Number(one?.net ?? 0) / most} short={short} money={money} />
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cell({
  net,
  part,
  short,
  money,
}: {
  net: string | undefined;
  part: number;
  short: Intl.NumberFormat;
  money: (amount: string) => string;
}) {
  if (net === undefined) return <td />;
  const style = { "--heat": `${Math.round(Math.max(part, 0) * STRONGEST)}%` } as CSSProperties;
  return (
    <td style={style} title={money(net)}>
      <span aria-hidden="true">{short.format(Number(net))}</span>
      <span className="visually-hidden">{money(net)}</span>
    </td>
  );
}

/** 18:00, as on a till's clock. */
function hourOf(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}
