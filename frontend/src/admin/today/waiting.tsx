import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { useFormats } from "../../ui/formats.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";
import { importsQuery, openCountsQuery, ordersToReceiveQuery } from "./queries.ts";
import { Sheet } from "./sheet.tsx";

/** Orders to receive, counts that are open, and the last import of each kind if it refused rows. */
export function Waiting() {
  const { admin, officeShop } = useWords();
  const { daysAhead, day, date } = useFormats();
  const ordered = useQuery(ordersToReceiveQuery("ordered"));
  const half = useQuery(ordersToReceiveQuery("partially_received"));
  const counts = useQuery(openCountsQuery);
  const imports = useQuery(importsQuery);
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
  const lastImports = (imports.data?.items ?? []).filter(
    ({ kind }, index, all) => all.findIndex((one) => one.kind === kind) === index,
  );
  const refused = lastImports
    .filter((one) => one.refused > 0)
    .map((one) => (
      <li key={`import-${one.id}`}>
        <StaffIcon name="x" />
        <Link className="row" to={officeAddresses.import(one.id)}>
          {officeShop.kinds[one.kind]}
        </Link>
        <span className="sub">{admin.rowsRefused(one.refused)}</span>
        <span className="soft small">{date(one.created_at)}</span>
      </li>
    ));
  const isKnown = [ordered, half, counts, imports].every(({ data }) => data !== undefined);
  return (
    <Sheet
      title={admin.waiting}
      answer={ordered}
      rows={isKnown ? [...orders, ...open, ...refused] : undefined}
      none={admin.nothingWaits}
    />
  );
}
