import type { Schemas } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import type { Advice } from "./queries.ts";
import "./curve.css";

type Day = Schemas["DayAhead"];

const WIDTH = 560;
const HEIGHT = 120;

/** What is left each evening as a line over what is wanted each day as bars, with the same numbers as a table. */
export function Curve({ advice }: { advice: Advice }) {
  const { advice: words } = useWords();
  const { day, weekday, quantity } = useFormats();
  const days = advice.days_ahead;
  const short = advice.runs_out_on == null ? words.neverShort : words.shortFromDay(day(advice.runs_out_on));
  return (
    <figure className="curve">
      <figcaption className="soft small">
        <span className="is-left">{words.curve}</span>
        <span className="is-wanted">{words.wanted}</span>
      </figcaption>
      <svg viewBox={`0 -8 ${WIDTH} ${HEIGHT + 28}`} role="img" aria-label={`${words.curve}: ${short}`}>
        <Shape days={days} runsOutOn={advice.runs_out_on} />
        {days.map((one, place) => (
          <text key={one.day} className="axis" x={middleOf(place, days)} y={HEIGHT + 16} textAnchor="middle">
            {Number(one.day.slice(8))}
          </text>
        ))}
      </svg>
      <details>
        <summary>{words.numbers}</summary>
        <table className="table tight">
          <caption className="visually-hidden">{words.ahead}</caption>
          <thead>
            <tr>
              <th scope="col">{words.day}</th>
              <th scope="col" className="n">
                {words.wanted}
              </th>
              <th scope="col" className="n">
                {words.coming}
              </th>
              <th scope="col" className="n">
                {words.evening}
              </th>
            </tr>
          </thead>
          <tbody>
            {days.map((one) => (
              <tr key={one.day}>
                <th scope="row">
                  {weekday(one.day)}, {day(one.day)}
                </th>
                <td className="n">{quantity(one.demand, advice.unit)}</td>
                <td className="n">{quantity(one.coming, advice.unit)}</td>
                <td className="n">{quantity(one.left, advice.unit)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

/** The same, as small as a row of a list. The columns beside it say what it shows. */
export function SmallCurve({ advice }: { advice: Advice }) {
  if (advice.days_ahead.length === 0) return null;
  return (
    <svg className="small-curve" viewBox={`0 -8 ${WIDTH} ${HEIGHT + 16}`} preserveAspectRatio="none" aria-hidden="true">
      <Shape days={advice.days_ahead} runsOutOn={advice.runs_out_on} />
    </svg>
  );
}

const middleOf = (place: number, days: readonly Day[]): number => ((place + 0.5) / days.length) * WIDTH;

function Shape({ days, runsOutOn }: { days: readonly Day[]; runsOutOn: string | null | undefined }) {
  // Heights only: the numbers are in the table.
  const most = Math.max(...days.flatMap(({ demand, left }) => [Number(demand), Number(left)])) || 1;
  const y = (amount: string) => HEIGHT - (Number(amount) / most) * HEIGHT;
  const width = WIDTH / Math.max(days.length, 1);
  const line = days.map(({ left }, place) => `${middleOf(place, days)},${y(left)}`).join(" ");
  const short = days.findIndex(({ day }) => day === runsOutOn);
  return (
    <>
      {days.map(({ day, demand }, place) => (
        <rect
          key={day}
          className="wanted"
          x={place * width + width * 0.2}
          width={width * 0.6}
          y={y(demand)}
          height={HEIGHT - y(demand)}
        />
      ))}
      <line className="ground" x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
      <polyline className="left" points={line} />
      {short >= 0 && <line className="short" x1={short * width} x2={short * width} y1="-8" y2={HEIGHT} />}
    </>
  );
}
