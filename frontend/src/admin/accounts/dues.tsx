import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Schemas } from "../../api/types.ts";
import { isSome } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { BigMoney } from "../../ui/money.tsx";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { NotLoaded } from "../not-loaded.tsx";
import { officeAddresses } from "../places.ts";
import { AGES, duesQuery } from "./queries.ts";
import "../list/table.css";
import "./accounts.css";

type Dues = Schemas["DuesRead"];

/** What the shop is owed: by customers on account and for unpaid orders, with its age. */
export function Dues() {
  const { data, error, refetch } = useQuery(duesQuery);
  if (error !== null && data === undefined) return <NotLoaded error={error} onRetry={() => void refetch()} />;
  if (data === undefined) {
    return (
      <Loading>
        <Skeleton height="24rem" />
      </Loading>
    );
  }
  return (
    <>
      <Sums dues={data} />
      <DueCustomers customers={data.customers} />
      <DueOrders orders={data.orders} />
    </>
  );
}

function Sums({ dues: { owed, deposits, customers, orders } }: { dues: Dues }) {
  const { officeAccounts: words } = useWords();
  const { money } = useFormats();
  return (
    <dl className="sheet dues-sums">
      <div className="in-all">
        <dt>{words.owedInAll}</dt>
        <dd>
          <BigMoney amount={owed} />
        </dd>
      </div>
      <div>
        <dt>{words.byCustomers}</dt>
        <dd>{money(customers.balance)}</dd>
      </div>
      {AGES.filter(([, name]) => isSome(customers.overdue[name])).map(([days, name]) => (
        <div key={days} className="part">
          <dt>{words.ofThat(days)}</dt>
          <dd className="bad">{money(customers.overdue[name])}</dd>
        </div>
      ))}
      <div>
        <dt>{words.byOrders}</dt>
        <dd>{money(orders.due)}</dd>
      </div>
      {isSome(deposits) && (
        <div>
          <dt>{words.deposits}</dt>
          <dd>{money(deposits)}</dd>
        </div>
      )}
    </dl>
  );
}

function DueCustomers({ customers: { items, count } }: { customers: Dues["customers"] }) {
  const { officeAccounts: words } = useWords();
  const { money, date } = useFormats();
  return (
    <Part title={words.customers} isEmpty={count === 0} empty={words.noCustomers}>
      <table className="table links">
        <caption className="visually-hidden">{words.customers}</caption>
        <thead>
          <tr>
            <th scope="col">{words.customer}</th>
            <th scope="col" className="off-phone">
              {words.oldest}
            </th>
            {AGES.map(([days]) => (
              <th key={days} scope="col" className="n off-tablet">
                {words.olderThan(days)}
              </th>
            ))}
            <th scope="col" className="n">
              {words.owes}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <tr key={one.customer_id}>
              <th scope="row">
                <Link className="row" to={officeAddresses.customer(one.customer_id)}>
                  <span dir="auto">{one.name}</span>
                  {one.phone !== null && <span className="sub">{one.phone}</span>}
                </Link>
              </th>
              <td className="off-phone">{one.oldest !== null && date(one.oldest)}</td>
              {AGES.map(([days, name]) => (
                <td key={days} className="n off-tablet">
                  {isSome(one.overdue[name]) ? <span className="bad">{money(one.overdue[name])}</span> : "–"}
                </td>
              ))}
              <td className="n">
                <b>{money(one.balance)}</b>
                {isSome(one.overdue.days_30) && (
                  <span className="sub bad on-tablet">
                    {words.olderThan(30)}: {money(one.overdue.days_30)}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {items.length < count && <p className="list-foot soft">{words.shownOf(items.length, count)}</p>}
    </Part>
  );
}

function DueOrders({ orders: { items, count } }: { orders: Dues["orders"] }) {
  const { officeAccounts: words } = useWords();
  const { money, date, time } = useFormats();
  return (
    <Part title={words.orders} isEmpty={count === 0} empty={words.noOrders}>
      <table className="table links">
        <caption className="visually-hidden">{words.orders}</caption>
        <thead>
          <tr>
            <th scope="col">{words.order}</th>
            <th scope="col">{words.customer}</th>
            <th scope="col" className="off-phone">
              {words.held}
            </th>
            <th scope="col" className="n">
              {words.due}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((order) => (
            <tr key={order.sale_id}>
              <th scope="row">
                <Link className="row" to={officeAddresses.sale(order.sale_id)}>
                  {order.number}
                  <span className="sub">{words.placed(order.days)}</span>
                </Link>
              </th>
              <td>
                <span dir="auto">{order.name}</span>
              </td>
              <td className="off-phone">
                {order.held_until !== null && `${date(order.held_until)}, ${time(order.held_until)}`}
              </td>
              <td className="n">
                <b>{money(order.due)}</b>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {items.length < count && <p className="list-foot soft">{words.oldestOf(items.length, count)}</p>}
    </Part>
  );
}

function Part({
  title,
  isEmpty,
  empty,
  children,
}: {
  title: string;
  isEmpty: boolean;
  empty: string;
  children: ReactNode;
}) {
  return (
    <section className="dues-part" aria-label={title}>
      <h2>{title}</h2>
      {isEmpty ? <p className="soft">{empty}</p> : <div className="sheet list">{children}</div>}
    </section>
  );
}
