import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import type { Schemas, Sweet } from "../../api/types.ts";
import { Decimal } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import "./sales-sheet.css";

const WIDTH = 300;
const HEIGHT = 64;

type Sales = Schemas["SweetSalesRead"];

function salesQuery(sweet_id: number) {
  return queryOptions({
    queryKey: ["sales", "of", sweet_id],
    queryFn: () => ask(api.GET("/api/dashboard/sweets/{sweet_id}", { params: { path: { sweet_id } } })),
  });
}

/** What a sweet brought in the last 30 days, as bars and as a table. */
export function SalesSheet({ sweet }: { sweet: Sweet }) {
  const { officeCatalogue: words } = useWords();
  const { money, quantity } = useFormats();
  const { data: sales } = useQuery(salesQuery(sweet.id));
  return (
    <section className="sheet sweet-sales" aria-label={words.salesOf30}>
      <header>
        <h2>{words.salesOf30}</h2>
      </header>
      <p className="sums">
        {sales === undefined ? (
          <Skeleton width="10rem" />
        ) : (
          <>
            <b>{money(sales.total)}</b> <span className="soft">{quantity(sales.quantity, sales.unit)}</span>
          </>
        )}
      </p>
      {sales === undefined ? <Skeleton height="5.5rem" /> : <DayBars sales={sales} />}
      {sales !== undefined && <DayTable sales={sales} />}
    </section>
  );
}

/** A bar for each day, from zero; today, which is not over, is lighter. */
function DayBars({ sales: { items } }: { sales: Sales }) {
  const { officeCatalogue: words } = useWords();
  const { money, day } = useFormats();
  const best = items.reduce((most, one) => (new Decimal(one.total).gt(most.total) ? one : most));
  const hasSold = new Decimal(best.total).gt("0");
  const width = WIDTH / items.length;
  // A height, not an amount.
  const heightOf = (total: string) => (hasSold ? Math.max(0, (Number(total) / Number(best.total)) * HEIGHT) : 0);
  return (
    <>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT + 1}`}
        role="img"
        aria-label={hasSold ? words.soldMostOn(day(best.day), money(best.total)) : words.notSold30}
      >
        {items.map(({ day: when, total }, index) => (
          <rect
            key={when}
            className={index === items.length - 1 ? "now" : undefined}
            x={index * width + 1}
            y={HEIGHT - heightOf(total)}
            width={width - 2}
            height={heightOf(total)}
          />
        ))}
        <line x1="0" x2={WIDTH} y1={HEIGHT + 0.5} y2={HEIGHT + 0.5} />
      </svg>
      <p className="ends soft small">
        <span>{day(items[0]?.day ?? best.day)}</span>
        <span>{hasSold ? words.mostOn(day(best.day), money(best.total)) : words.notSold30}</span>
        <span>{words.today}</span>
      </p>
    </>
  );
}

function DayTable({ sales: { items, unit, total, quantity: sold } }: { sales: Sales }) {
  const { officeCatalogue: words, officeFigures, admin } = useWords();
  const { money, quantity, day } = useFormats();
  const days = items.filter((one) => !new Decimal(one.total).eq("0") || !new Decimal(one.quantity).eq("0")).reverse();
  if (days.length === 0) return null;
  return (
    <details>
      <summary>{words.asTable}</summary>
      <table>
        <caption className="visually-hidden">{words.salesOf30}</caption>
        <thead>
          <tr>
            <th scope="col">{admin.day}</th>
            <th scope="col">{words.soldQuantity}</th>
            <th scope="col">{officeFigures.total}</th>
          </tr>
        </thead>
        <tbody>
          {days.map((one) => (
            <tr key={one.day}>
              <th scope="row">{day(one.day)}</th>
              <td>{quantity(one.quantity, unit)}</td>
              <td>{money(one.total)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words.inAll}</th>
            <td>{quantity(sold, unit)}</td>
            <td>{money(total)}</td>
          </tr>
        </tfoot>
      </table>
    </details>
  );
}
