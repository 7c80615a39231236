import type { ReactNode } from "react";
import { Link } from "react-router";
import { useFormats } from "../../ui/formats.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import { Head } from "../frame.tsx";
import { officeAddresses } from "../places.ts";
import { OrderPaper } from "./order-paper.tsx";
import type { PurchaseOrder } from "./queries.ts";
import { Expected, isToCome, Status } from "./status.tsx";
import "./order.css";

/** The way back to the orders, the title, and how far the order is. */
export function OrderHead({ title, order, children }: { title: string; order?: PurchaseOrder; children?: ReactNode }) {
  const { admin, buying } = useWords();
  return (
    <>
      <Link className="crumb" to={officeAddresses.buying}>
        <StaffIcon name="left" /> {admin.places.buying}
      </Link>
      <Head title={title} aside={order && <Status status={order.status} />}>
        {children}
        {order && (
          <button className="btn" type="button" onClick={() => window.print()}>
            <StaffIcon name="print" /> {buying.print}
          </button>
        )}
      </Head>
      {order && <OrderPaper order={order} />}
    </>
  );
}

export function OrderFacts({ order, children }: { order: PurchaseOrder; children?: ReactNode }) {
  const { buying } = useWords();
  const { money, date } = useFormats();
  const packs = order.lines.reduce((total, line) => total + line.packs, 0);
  const here = order.lines.reduce((total, line) => total + line.packs_received, 0);
  return (
    <div className="facts">
      <dl>
        <Fact label={buying.from}>
          <span dir="auto">{order.supplier.name}</span>
        </Fact>
        {order.ordered_at !== null && <Fact label={buying.orderedOn}>{date(order.ordered_at)}</Fact>}
        {order.expected_on !== null && isToCome(order) && (
          <Fact label={buying.expected}>
            <Expected order={order} />
          </Fact>
        )}
        <Fact label={buying.hereAlready}>{buying.hereOf(String(here), packs)}</Fact>
        <Fact label={buying.orderedFor}>{money(order.total_cost)}</Fact>
        {order.supplier_reference !== null && <Fact label={buying.theirNumber}>{order.supplier_reference}</Fact>}
        {order.closed_at !== null && <Fact label={buying.closedOn}>{date(order.closed_at)}</Fact>}
        {order.close_reason !== null && <Fact label={buying.whyClosed}>{order.close_reason}</Fact>}
        {order.note !== null && <Fact label={buying.note}>{order.note}</Fact>}
      </dl>
      {children}
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
