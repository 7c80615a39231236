import { memo, useState } from "react";
import { Link, useNavigate } from "react-router";
import { addresses } from "../../addresses.ts";
import type { Sweet } from "../../api/types.ts";
import { Board, DietMark, Stamp, Tape } from "../../ui/badges.tsx";
import { Button, LinkButton } from "../../ui/button.tsx";
import { lineTotal } from "../../ui/decimal.ts";
import { Drawing } from "../../ui/drawing.tsx";
import { useFormats } from "../../ui/formats.ts";
import { UnitPrice } from "../../ui/money.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Skeleton } from "../../ui/states.tsx";
import { SweetPicture } from "../../ui/sweet-picture.tsx";
import { useWords } from "../../words/index.tsx";
import { useAdd } from "../basket/add.ts";
import { amountsOf } from "./amounts.ts";
import { keepingOf } from "./keeping.ts";
import { useShortAmount } from "./short-amount.ts";
import { addressOfWanted, EVERYTHING } from "./wanted.ts";
import "./tray-card.css";
import "./tray-picture.css";
import "./tray-wide.css";

/** A sweet on its tray: what it is, what it costs, how long it keeps, and a button that says what it will cost. */
export const TrayCard = memo(function TrayCard({ sweet, isWide = false }: { sweet: Sweet; isWide?: boolean }) {
  const words = useWords();
  const { shop } = words;
  const formats = useFormats();
  const amounts = amountsOf(sweet);
  const isOut = amounts.length === 0;
  const kind = ["card", isWide && "wide", isOut && "out"].filter(Boolean).join(" ");
  return (
    <li className={kind}>
      <div className="card-body">
        {isWide && (
          <p className="eyebrow" dir="auto">
            {sweet.category.name}
          </p>
        )}
        <h3>
          <Link to={addresses.sweet(sweet.id)} dir="auto">
            {sweet.name}
          </Link>
          <DietMark diet={sweet.diet} />
        </h3>
        {!isOut && (
          <p className="flag">
            <UnitPrice price={sweet.price} unit={sweet.unit} />
          </p>
        )}
        {isWide && sweet.description !== null && (
          <p className="card-words" dir="auto">
            {sweet.description}
          </p>
        )}
        {sweet.best_before !== null && !isOut && (
          <p className="keeps">{keepingOf(sweet.best_before, formats, words)}</p>
        )}
        {isOut ? (
          <div className="buy">
            <LinkButton look="line" to={addressOfWanted({ ...EVERYTHING, category: sweet.category.name })}>
              {shop.seeOthers(sweet.category.name)}
            </LinkButton>
          </div>
        ) : (
          <Buy sweet={sweet} amounts={amounts} />
        )}
      </div>
      <div className="pic">
        <SweetPicture sweet={sweet} isOnTray isGone={isOut} />
        {sweet.fresh_today && !isOut && <Stamp>{shop.fresh}</Stamp>}
        {sweet.stock_state === "low" && !isOut && (
          <Tape>{shop.left(formats.quantity(sweet.available, sweet.unit))}</Tape>
        )}
        {isOut && (
          <div className="hang">
            <Drawing name="hooks" />
            <Board>{shop.soldOut}</Board>
          </div>
        )}
      </div>
    </li>
  );
});

function Buy({ sweet, amounts }: { sweet: Sweet; amounts: readonly string[] }) {
  const { shop } = useWords();
  const formats = useFormats();
  const short = useShortAmount();
  const add = useAdd();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState(amounts[0]);
  const amount = amounts.find((one) => one === chosen) ?? amounts[0];
  if (amount === undefined) return null;
  return (
    <div className="buy">
      <Segments
        legend={shop.howMuch(sweet.name)}
        value={amount}
        onChange={setChosen}
        options={amounts.map((one) => ({ value: one, label: short(one, sweet.unit) }))}
      />
      <Button onClick={() => add(sweet, amount, () => void navigate(addresses.basket))}>
        {shop.add} {formats.price(lineTotal(sweet.price, amount))}
        <span className="visually-hidden"> {sweet.name}</span>
      </Button>
    </div>
  );
}

/** A card on its way, at the size of a card. */
export function SkeletonCard({ isWide = false }: { isWide?: boolean }) {
  return (
    <li className={isWide ? "card wide" : "card"} aria-hidden="true">
      <div className="card-body">
        <h3>
          <Skeleton width="70%" />
        </h3>
        <p className="keeps">
          <Skeleton width="50%" />
        </p>
        <div className="buy">
          <Skeleton height="2.625rem" />
          <Skeleton height="2.75rem" />
        </div>
      </div>
      <div className="pic empty-tray" />
    </li>
  );
}
