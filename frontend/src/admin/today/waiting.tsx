import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { useFormats } from "../../ui/formats.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";
import { openCountsQuery, ordersToReceiveQuery } from "./queries.ts";
import { Sheet } from "./sheet.tsx";

/** Orders to receive and counts that are open. */
export function Waiting() {
  const { admin } = useWords();
  const { daysAhead, day, date } = useFormats();
  const ordered = useQuery(ordersToReceiveQuery("ordered"));
  const half = useQuery(ordersToReceiveQuery("partially_received"));
  const counts = useQuery(openCountsQuery);
  const due = (expected: string | null) => {
    if (expected === null) return null;
    const ahead = daysAhead(expected);
    if (ahead < 0) return <b className="bad">{admin.daysLate(-ahead)}</b>;
    return <span className="soft small">{ahead === 0 ? admin.dueToday : day(expected)}</span>;
  };
  const orders = [...(half.data?.items ?? []), ...(ordered.data?.items ?? [])].map((order) => (
    <li key={order.number}>
      <StaffIcon name="truck" />
      <Link className="row" to={officeAddresses.order(order.id)} dir="auto">
        {order.supplier.name}
      </Link>
      <span className="sub">
        {order.status === "ordered" ? admin.toReceive(order.number) : admin.halfReceived(order.number)}
      </span>
      {due(order.expected_on)}
    </li>
  ));
  const open = (counts.data?.items ?? []).map((count) => (
    <li key={`count-${count.id}`}>
      <StaffIcon name="box" />
      <Link className="row" to={officeAddresses.count(count.id)} dir="auto">
        {count.note ?? admin.count}
      </Link>
      <span className="sub">{admin.countOpen}</span>
      <span className="soft small">{date(count.opened_at)}</span>
    </li>
  ));
  const isKnown = ordered.data !== undefined && half.data !== undefined && counts.data !== undefined;
  return (
    <Sheet
      title={admin.waiting}
      answer={ordered}
      rows={isKnown ? [...orders, ...open] : undefined}
      none={admin.nothingWaits}
    />
  );
}
