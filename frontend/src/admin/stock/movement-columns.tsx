import { Link } from "react-router";
import { useUser } from "../../api/use-session.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import type { Column } from "../list/table.tsx";
import { officeAddresses } from "../places.ts";
import { type Movement, REASONS } from "./queries.ts";
import { Signed } from "./signed.tsx";

/** When something moved, why, and how much. */
export function useMovementColumns(): Column<Movement>[] {
  const { stock } = useWords();
  const { date, time } = useFormats();
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
          <Reason movement={movement} />
        </>
      ),
    },
    {
      head: stock.quantity,
      isFigure: true,
      cell: ({ quantity, sweet }) => <Signed quantity={quantity} unit={sweet.unit} />,
    },
  ];
}

/** What a movement comes from, as a link to its page; some of those pages are for admins. */
export function Document({ movement }: { movement: Movement }) {
  const { stock } = useWords();
  const isAdmin = useUser()?.role === "admin";
  const to = pageOf(movement, isAdmin);
  if (to === null) return stock.kinds[movement.kind];
  return (
    <Link className="over" to={to}>
      {stock.kinds[movement.kind]}
    </Link>
  );
}

function pageOf(movement: Movement, isAdmin: boolean): string | null {
  const { sale_id, supplier_return_id, purchase_order_id, adjustment_id, stocktake_id } = movement;
  if (sale_id !== null) return officeAddresses.sale(sale_id);
  if (!isAdmin) return null;
  if (adjustment_id !== null) return officeAddresses.adjustment(adjustment_id);
  if (stocktake_id !== null) return officeAddresses.count(stocktake_id);
  if (supplier_return_id !== null) return officeAddresses.return(supplier_return_id);
  return purchase_order_id === null ? null : officeAddresses.order(purchase_order_id);
}

/** Why, in words: the reason of an adjustment is one of a few, any other is somebody's own. */
function Reason({ movement: { kind, reason } }: { movement: Movement }) {
  const { adjustments: words } = useWords();
  const known = kind === "adjustment" ? REASONS.find((one) => one === reason) : undefined;
  const text = known === undefined ? reason : words.reasons[known];
  if (text === null) return null;
  return (
    <span className="sub" dir="auto">
      {text}
    </span>
  );
}
