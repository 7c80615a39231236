import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Schemas } from "../../api/types.ts";
import { Decimal } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { useTitle } from "../../ui/page.ts";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { Facts } from "../facts.tsx";
import { Head } from "../frame.tsx";
import { NotLoaded } from "../not-loaded.tsx";
import { OfId } from "../of-id.tsx";
import { Person } from "../person.tsx";
import { officeAddresses } from "../places.ts";
import { UpLink } from "../up-link.tsx";
import { adjustmentQuery, costOf, LOSSES } from "./queries.ts";
import { Signed } from "./signed.tsx";
import "../list/table.css";
import "./adjustment.css";

type Adjustment = Schemas["AdjustmentRead"];

export default function AdjustmentPage() {
  return <OfId page={(id) => <OneAdjustment key={id} id={id} />} />;
}

/** One adjustment: why, how much, of which lots, and who made it. */
function OneAdjustment({ id }: { id: number }) {
  const { adjustments: words } = useWords();
  const { data: adjustment, error, refetch } = useQuery(adjustmentQuery(id));
  useTitle(words.number(id));
  if (adjustment === undefined && error !== null) return <NotLoaded error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <UpLink to={officeAddresses.adjustments}>{words.adjustments}</UpLink>
      <Head
        title={adjustment === undefined ? <Skeleton width="12rem" /> : <span dir="auto">{adjustment.sweet.name}</span>}
        aside={words.number(id)}
      />
      {adjustment === undefined ? (
        <Loading />
      ) : (
        <div className="adjustment">
          <About adjustment={adjustment} />
          <LotsOf adjustment={adjustment} />
        </div>
      )}
    </>
  );
}

function About({ adjustment }: { adjustment: Adjustment }) {
  const { adjustments: words, stock } = useWords();
  const { quantity, date, time } = useFormats();
  const { sweet, created_at } = adjustment;
  return (
    <Facts
      title={words.about}
      facts={[
        [words.reason, words.reasons[adjustment.reason]],
        [stock.quantity, <Signed key="quantity" quantity={adjustment.quantity} unit={sweet.unit} />],
        [stock.note, adjustment.note],
        [stock.when, `${date(created_at)}, ${time(created_at)}`],
        [words.madeBy, <Person key="person" id={adjustment.created_by} />],
        [
          words.onHandNow,
          <Link key="sweet" to={officeAddresses.sweet(sweet.id)}>
            {quantity(sweet.on_hand, sweet.unit)}
          </Link>,
        ],
      ]}
    />
  );
}

function LotsOf({ adjustment: { id: ofAdjustment, reason, movements, sweet } }: { adjustment: Adjustment }) {
  const { adjustments: words, stock } = useWords();
  const { money } = useFormats();
  const isLoss = LOSSES.includes(reason);
  return (
    <section className="sheet" aria-label={stock.lots}>
      <table className="table">
        <caption className="visually-hidden">{stock.lots}</caption>
        <thead>
          <tr>
            <th scope="col">{stock.lot}</th>
            <th scope="col" className="n">
              {stock.quantity}
            </th>
            <th scope="col" className="n">
              {stock.cost}
            </th>
            {isLoss && (
              <th scope="col">
                <span className="visually-hidden">{words.putBack}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {movements.map(({ id, lot_id, quantity, unit_cost }) => (
            <tr key={id}>
              <th scope="row">
                <Link to={officeAddresses.lot(lot_id)}>{stock.lotNumber(lot_id)}</Link>
              </th>
              <td className="n">
                <Signed quantity={quantity} unit={sweet.unit} />
              </td>
              <td className="n soft">{unit_cost === null ? words.notKnown : money(costOf(quantity, unit_cost))}</td>
              {isLoss && (
                <td className="n">
                  <Link
                    className="btn"
                    aria-label={`${words.putBack}: ${stock.lotNumber(lot_id)}`}
                    to={officeAddresses.newAdjustment({
                      sweet_id: String(sweet.id),
                      lot_id: String(lot_id),
                      reason: "found",
                      quantity: new Decimal(quantity).abs().toFixed(),
                      note: words.putBackNote(ofAdjustment),
                    })}
                  >
                    {words.putBack}
                  </Link>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
