import type { Schemas } from "../../api/types.ts";
import feast from "../../theme/feast.svg";
import { LinkButton } from "../../ui/button.tsx";
import { addressOf } from "../../ui/drawing.tsx";
import { kindOf } from "../../ui/sweet-kinds.ts";
import { useWords } from "../../words/index.tsx";
import { addressOfWanted, EVERYTHING } from "./wanted.ts";
import "./feast.css";

/** Where the lamps stand, and how wide they are. */
const LAMPS: readonly (readonly [x: number, y: number, width: number])[] = [
  [196, 282, 72],
  [420, 282, 72],
  [30, 312, 56],
  [284, 304, 62],
  [350, 312, 56],
  [610, 309, 58],
];
const LAMP_HEIGHT = 4 / 3;

/** The banner under arches and marigolds: how one buys here, and the way to the boxes of a shop that has them. */
export function Feast({ categories }: { categories: Schemas["CategoryRead"][] | undefined }) {
  const { shop } = useWords();
  const boxes = categories?.find(({ name }) => kindOf(name).symbol === "gift-box");
  return (
    <section className="feast" aria-labelledby="feast">
      <svg className="sky" aria-hidden="true">
        <use href={`${feast}#sky`} width="100%" height="100%" />
      </svg>
      <Scene />
      <span className="garland" aria-hidden="true" />
      <div className="say">
        <h2 id="feast">{shop.weighedOut}</h2>
        <p>{shop.weighedOutDetail}</p>
        <div className="to-boxes">
          {boxes !== undefined && (
            <LinkButton look="gold" isBig to={addressOfWanted({ ...EVERYTHING, category: boxes.name })}>
              {shop.seeBoxes}
            </LinkButton>
          )}
        </div>
      </div>
    </section>
  );
}

function Scene() {
  return (
    <svg className="scene" viewBox="0 0 680 400" aria-hidden="true">
      <defs>
        <radialGradient id="glow">
          <stop offset="0" stopColor="#ffc65c" stopOpacity=".5" />
          <stop offset=".45" stopColor="#ffb347" stopOpacity=".16" />
          <stop offset="1" stopColor="#ffb347" stopOpacity="0" />
        </radialGradient>
      </defs>
      <use href={`${feast}#arches`} width="680" height="400" />
      <path d="M-900 352H1600V420H-900Z" fill="#2a081b" />
      <path d="M-900 352H1600V358H-900Z" fill="#d8a94a" />
      <path d="M-900 362H1600V364H-900Z" fill="#7a4a2a" />
      <use href={addressOf("tray")} x="38" y="220" width="210" height="164" />
      <use href={addressOf("motichoor-ladoo")} x="76" y="212" width="136" height="136" />
      <use href={addressOf("tray")} x="436" y="222" width="206" height="161" />
      <use href={addressOf("kaju-katli")} x="466" y="216" width="144" height="144" />
      <use href={addressOf("gift-box")} x="232" y="140" width="216" height="216" />
      {LAMPS.map(([x, y, width]) => (
        <g key={x}>
          <circle cx={x + width / 2} cy={y + width * 0.66} r={width * 1.1} fill="url(#glow)" />
          <use className="flame" href={addressOf("flame")} x={x} y={y} width={width} height={width * LAMP_HEIGHT} />
          <use href={addressOf("diya")} x={x} y={y} width={width} height={width * LAMP_HEIGHT} />
        </g>
      ))}
    </svg>
  );
}
