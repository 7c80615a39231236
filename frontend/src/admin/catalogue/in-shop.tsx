import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Sweet } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";
import { Document } from "../stock/movement-columns.tsx";
import { RestockLink } from "../stock/restock-link.tsx";
import { lotsQuery, movementsQuery, useLastChange } from "./queries.ts";

const MINUS = "\u2212";

/** What there is of a sweet: its stock, its lots and what moved last, with links to all of it. */
export function InShop({ sweet, isAdmin }: { sweet: Sweet; isAdmin: boolean }) {
  const { officeCatalogue: words, admin, adjustments } = useWords();
  const { quantity, day, date, time } = useFormats();
  const { data: lots } = useQuery(lotsQuery(sweet.id));
  const { data: movements } = useQuery(movementsQuery(sweet.id));
  return (
    <section className="sheet in-shop" aria-label={words.inShop}>
      <header>
        <h2>{words.inShop}</h2>
      </header>
      <dl>
        <dt>{words.available}</dt>
        <dd>
          {sweet.stock_state === "out" ? (
            <span className="tag bad">{admin.out}</span>
          ) : (
            <b className={sweet.stock_state === "low" ? "warn" : undefined}>{quantity(sweet.available, sweet.unit)}</b>
          )}
        </dd>
        <dt>{words.onHand}</dt>
        <dd>{quantity(sweet.on_hand, sweet.unit)}</dd>
      </dl>
      <p className="in-shop-acts">
        {sweet.archived_at === null && <RestockLink sweet={sweet.id} look="btn" />}
        {isAdmin && (
          <Link className="btn" to={officeAddresses.newAdjustment({ sweet_id: String(sweet.id) })}>
            {adjustments.adjust}
          </Link>
        )}
      </p>
      <h3>{words.lots}</h3>
      {lots?.items.length === 0 && <p className="soft">{words.noLots}</p>}
      <ul>
        {lots?.items.map((lot) => (
          <li key={lot.id}>
            <Link to={officeAddresses.lot(lot.id)}>{words.lot(String(lot.id))}</Link>
            <span className={lot.is_expired ? "bad" : "soft"}>
              {lot.best_before !== null && words.bestBefore(day(lot.best_before))}
            </span>
            <span className="n">{quantity(lot.on_hand, sweet.unit)}</span>
          </li>
        ))}
      </ul>
      <p className="small">
        <Link to={officeAddresses.lotsOf(sweet.id)}>{words.allLots}</Link>
      </p>
      <h3>{words.movements}</h3>
      {movements?.items.length === 0 && <p className="soft">{words.noMovements}</p>}
      <ul>
        {movements?.items.map((movement) => (
          <li key={movement.id}>
            <Document movement={movement} />
            <span className="soft">
              {day(movement.occurred_at)}, {time(movement.occurred_at)}
            </span>
            <span className="n">{quantity(movement.quantity, sweet.unit).replace("-", MINUS)}</span>
          </li>
        ))}
      </ul>
      <p className="small">
        <Link to={officeAddresses.movementsOf(sweet.id)}>{words.allMovements}</Link>
      </p>
      {isAdmin && <LastChange sweet={sweet} date={date} />}
    </section>
  );
}

function LastChange({ sweet, date }: { sweet: Sweet; date: (when: string) => string }) {
  const { officeCatalogue: words } = useWords();
  const change = useLastChange(sweet);
  if (!change?.actor_email) return null;
  return (
    <p className="soft small last-change">
      {words.changedBy(date(change.occurred_at), change.actor_email)}{" "}
      <Link to={officeAddresses.auditOf("sweet", sweet.id)}>{words.allChanges}</Link>
    </p>
  );
}
