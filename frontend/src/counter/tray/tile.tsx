import type { Sweet } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { SweetPicture } from "../../ui/sweet-picture.tsx";
import { useWords } from "../../words/index.tsx";
import { lineOf, type Ticket } from "../ticket/ticket.ts";

/** One sweet on the tray: its picture, what is left, its name and its price. */
export function Tile({
  id,
  sweet,
  ticket,
  isMarked,
  onPick,
}: {
  id: string;
  sweet: Sweet;
  ticket: Ticket;
  isMarked: boolean;
  onPick: () => void;
}) {
  const words = useWords().counter;
  const { amount, price, daysAhead } = useFormats();
  const line = lineOf(ticket, sweet.id);
  const isOut = sweet.stock_state === "out";
  const isBestToday = !isOut && sweet.best_before !== null && daysAhead(sweet.best_before) <= 0;
  const classes = ["tile", sweet.stock_state, line !== undefined && "on", isMarked && "marked"];
  return (
    // The find field has the focus and the keys; a tile is pressed with the mouse or a finger.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div id={id} role="option" aria-selected={isMarked} className={classes.filter(Boolean).join(" ")} onClick={onPick}>
      <SweetPicture sweet={sweet} isGone={isOut} />
      <span className="stock">
        {isOut && words.soldOut}
        {sweet.stock_state === "low" && words.few(amount(sweet.available, sweet.unit))}
        {sweet.stock_state === "ok" && words.left(amount(sweet.available, sweet.unit))}
      </span>
      {line !== undefined ? (
        <span className="got">
          <span className="visually-hidden">{words.onTicket} </span>
          {amount(line.quantity, sweet.unit)}
        </span>
      ) : (
        isBestToday && <span className="day">{words.bestToday}</span>
      )}
      <span className="name">{sweet.name}</span>
      <span className="price">
        <b>{price(sweet.price)}</b> {words.per[sweet.unit]}
      </span>
    </div>
  );
}
