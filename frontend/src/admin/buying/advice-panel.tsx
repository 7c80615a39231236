import type { ReactNode } from "react";
import { Link } from "react-router";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";
import { Curve } from "./curve.tsx";
import type { Advice } from "./queries.ts";

/** Why a sweet has to be made or ordered: the shop's own words, the numbers behind them, and the days ahead. */
export function AdvicePanel({ advice }: { advice: Advice }) {
  const { advice: words } = useWords();
  const { quantity } = useFormats();
  const amount = (value: string) => quantity(value, advice.unit);
  const unless = (value: string | null | undefined) => value != null && /[1-9]/.test(value) && amount(value);
  const facts: [string, ReactNode][] = [
    [words.sellsADay, advice.velocity_per_day != null && amount(advice.velocity_per_day)],
    [
      words.learnedFrom,
      advice.days_sold_out === 0
        ? words.days(advice.days_observed)
        : `${words.days(advice.days_observed)}, ${words.soldOut(advice.days_sold_out)}`,
    ],
    [words.left, amount(advice.available)],
    [words.wontSell, unless(advice.expiring)],
    [words.isOnOrder, unless(advice.on_order)],
    [words.notCountedOn, unless(advice.overdue)],
    [words.leadTime, words.days(advice.lead_time_days)],
    [words.covers, words.days(advice.cover_days)],
    [words.spare, unless(advice.safety_stock)],
    [words.keeps, advice.shelf_life_days !== null && words.days(advice.shelf_life_days)],
  ];
  return (
    <section className="why" aria-label={words.why(advice.name)}>
      <p className="why-said" lang="en">
        {advice.reason}
      </p>
      <div className="why-parts">
        <dl>
          {facts
            .filter(([, fact]) => fact !== false)
            .map(([name, fact]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{fact}</dd>
              </div>
            ))}
        </dl>
        {advice.days_ahead.length > 0 && <Curve advice={advice} />}
      </div>
      <p>
        <Link className="over" to={officeAddresses.sweet(advice.sweet_id)}>
          {words.toSweet}
        </Link>
      </p>
    </section>
  );
}
