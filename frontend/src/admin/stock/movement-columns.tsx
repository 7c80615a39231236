import { Link } from "react-router";
import { useUser } from "../../api/use-session.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import type { Column } from "../list/table.tsx";
import { officeAddresses } from "../places.ts";
import { type Movement, REASONS } from "./queries.ts";
import { Signed } from "./signed.tsx";

/** When something moved, why, and how much. Where a sweet stands in front, its row says the day on a phone. */
export function useMovementColumns(dayLeaves?: "phone"): Column<Movement>[] {
  const { stock } = useWords();
  const { date, time } = useFormats();
  return [
    {
      head: stock.when,
      sort: "occurred_at",
      className: "moment",
      ...(dayLeaves && { leaves: dayLeaves }),
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

/** What happened, and what it comes from as a link to its page; some of those pages are for admins. */
export function Document({ movement }: { movement: Movement }) {
  const { stock } = useWords();
  const isAdmin = useUser()?.role === "admin";
  const document = useDocument(movement);
  return (
    <span>
      {stock.kinds[movement.kind]}{" "}
      {document !== null && (
        <span className="sub">
          {document.isOfAdmins && !isAdmin ? (
            document.name
          ) : (
            <Link className="over" to={document.to}>
              {document.name}
            </Link>
          )}
        </span>
      )}
    </span>
  );
}

function useDocument(movement: Movement): { name: string; to: string; isOfAdmins: boolean } | null {
  const { stock, adjustments, returns } = useWords();
  const { sale_id, supplier_return_id, purchase_order_id, adjustment_id, stocktake_id } = movement;
  const name = movement.document_number ?? "";
  if (sale_id !== null) return { name, to: officeAddresses.sale(sale_id), isOfAdmins: false };
  const ofAdmins = (title: string, to: string) => ({ name: title, to, isOfAdmins: true });
  if (adjustment_id !== null) {
    return ofAdmins(adjustments.number(adjustment_id), officeAddresses.adjustment(adjustment_id));
  }
  if (stocktake_id !== null) return ofAdmins(stock.countOf(stocktake_id), officeAddresses.count(stocktake_id));
  if (supplier_return_id !== null) {
    return ofAdmins(returns.returnOf(supplier_return_id), officeAddresses.return(supplier_return_id));
  }
  return purchase_order_id === null ? null : ofAdmins(name, officeAddresses.order(purchase_order_id));
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
