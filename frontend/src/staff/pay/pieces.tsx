import { useShop } from "../../ui/shop.tsx";
import { useWords } from "../../words/index.tsx";
import { piecesOf } from "./cash.ts";

/** A change as the notes and coins to hand over, in their colours: quicker to see than to read. */
export function Pieces({ change }: { change: string }) {
  const words = useWords().counter;
  const { currency } = useShop();
  const pieces = piecesOf(change, currency);
  if (pieces.length === 0) return null;
  return (
    <ul className="pieces" aria-label={words.pieces}>
      {pieces.map(({ value, count, isCoin }) => (
        <li key={value}>
          {count > 1 && `${count} × `}
          <b className={`piece of-${value}${isCoin ? " coin" : ""}`}>{value}</b>
        </li>
      ))}
    </ul>
  );
}
