import { Link } from "react-router";
import type { Unit } from "../../api/types.ts";
import { Decimal } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import type { Column } from "../list/table.tsx";
import { officeAddresses } from "../places.ts";
import type { Movement } from "./queries.ts";

/** When something moved, why, and how much. */
export function useMovementColumns(unitOf: (movement: Movement) => Unit | undefined): Column<Movement>[] {
  const { stock } = useWords();
  const { quantity, number, date, time } = useFormats();
  const signed = (movement: Movement) => {
    const unit = unitOf(movement);
    const amount = new Decimal(movement.quantity);
    const size = amount.abs().toFixed();
    return `${amount.lt("0") ? "−" : "+"}${unit === undefined ? number(size) : quantity(size, unit)}`;
  };
  return [
    {
      head: stock.when,
      sort: "occurred_at",
      cell: ({ occurred_at }) => (
        <>
          {date(occurred_at)}
          <span className="sub">{time(occurred_at)}</span>
        </>
      ),
    },
    {
      head: stock.kind,
      cell: (movement) => (
        <>
          <Document movement={movement} />
          {movement.reason !== null && (
            <span className="sub" dir="auto">
              {movement.reason}
            </span>
          )}
        </>
      ),
    },
    {
      head: stock.quantity,
      isFigure: true,
      cell: (movement) => <b className={movement.quantity.startsWith("-") ? undefined : "ok"}>{signed(movement)}</b>,
    },
  ];
}

/** What a movement comes from, as a link where it has a page. */
function Document({ movement }: { movement: Movement }) {
  const { stock } = useWords();
  const { kind, purchase_order_id, stocktake_id } = movement;
  const to =
    purchase_order_id !== null
      ? officeAddresses.order(purchase_order_id)
      : stocktake_id !== null
        ? officeAddresses.count(stocktake_id)
        : null;
  return to === null ? (
    stock.kinds[kind]
  ) : (
    <Link className="over" to={to}>
      {stock.kinds[kind]}
    </Link>
  );
}
