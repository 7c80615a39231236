import { useFormats } from "../../ui/formats.ts";

export interface Bar {
  key: string;
  label: string;
  value: string;
  /** The same of the period before, as a brass tick. */
  was: string | null;
}

const WIDTH = 640;
const HEIGHT = 190;
const LINES = 3;
const VIEW = `-64 -12 ${WIDTH + 72} ${HEIGHT + 40}`;
const STEPS = [1, 2, 3, 5, 10] as const;

/** Bars over their labels, from zero. The amounts are in the table beside it; here they are only heights. */
export function Bars({ label, bars }: { label: string; bars: readonly Bar[] }) {
  const { price } = useFormats();
  const values = bars.flatMap(({ value, was }) => [Number(value), Number(was ?? 0)]);
  const top = roundedUp(Math.max(...values, 1));
  const width = WIDTH / Math.max(bars.length, 1);
  const height = (value: string) => Math.max(0, (Number(value) / top) * HEIGHT);
  const every = Math.ceil(bars.length / 16);
  return (
    <svg className="bars" viewBox={VIEW} role="img" aria-label={label}>
      {Array.from({ length: LINES + 1 }, (_, line) => {
        const y = HEIGHT - (line / LINES) * HEIGHT;
        return (
          <g key={y}>
            <line className="grid" x1="0" x2={WIDTH} y1={y} y2={y} />
            <text className="axis" x="-8" y={y + 4} textAnchor="end">
              {price(String(Math.round((top * line) / LINES)))}
            </text>
          </g>
        );
      })}
      {bars.map(({ key, label: name, value, was }, index) => (
        <g key={key}>
          <rect
            className={index === bars.length - 1 ? "bar now" : "bar"}
            x={index * width + width * 0.18}
            y={HEIGHT - height(value)}
            width={width * 0.64}
            height={height(value)}
          />
          {was !== null && (
            <line
              className="was"
              x1={index * width + width * 0.08}
              x2={index * width + width * 0.92}
              y1={HEIGHT - height(was)}
              y2={HEIGHT - height(was)}
            />
          )}
          {index % every === 0 && (
            <text className="axis" x={index * width + width / 2} y={HEIGHT + 18} textAnchor="middle">
              {name}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}

/** The room that bars will take. */
export function NoBars() {
  return <svg className="bars" viewBox={VIEW} aria-hidden="true" />;
}

/** Return a round number at or above a value that thirds of it are round enough to read. */
function roundedUp(value: number): number {
  const scale = 10 ** Math.floor(Math.log10(value / LINES));
  const step = STEPS.find((one) => one * scale * LINES >= value) ?? 10;
  return step * scale * LINES;
}
