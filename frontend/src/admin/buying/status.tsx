import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import type { OrderStatus } from "./queries.ts";

const LOOKS: Readonly<Record<OrderStatus, string>> = {
  draft: "tag",
  ordered: "tag warn",
  partially_received: "tag warn",
  received: "tag ok",
  closed: "tag",
  cancelled: "tag",
};

export function Status({ status }: { status: OrderStatus }) {
  const { buying } = useWords();
  return <span className={LOOKS[status]}>{buying.statuses[status]}</span>;
}

interface Awaited {
  status: OrderStatus;
  expected_on: string | null;
}

export const isToCome = ({ status }: Awaited): boolean => status === "ordered" || status === "partially_received";

/** The day an order is expected on; late ones say by how much. */
export function Expected({ order }: { order: Awaited }) {
  const { admin } = useWords();
  const { date, daysAhead } = useFormats();
  if (order.expected_on === null) return null;
  const ahead = daysAhead(order.expected_on);
  if (isToCome(order) && ahead < 0) return <b className="bad">{admin.daysLate(-ahead)}</b>;
  if (isToCome(order) && ahead === 0) return <b className="warn">{admin.today}</b>;
  return date(order.expected_on);
}
