import { useMutation, useQuery } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";
import { isSome } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { useTitle } from "../../ui/page.ts";
import { useShop } from "../../ui/shop.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { keep } from "../files.ts";
import { Head } from "../frame.tsx";
import { Period } from "../list/period.tsx";
import { useWanted } from "../list/use-wanted.ts";
import { NotLoaded } from "../not-loaded.tsx";
import { OfId } from "../of-id.tsx";
import { officeAddresses } from "../places.ts";
import { UpLink } from "../up-link.tsx";
import { Balance, withoutSign } from "./balance.tsx";
import { EntryText } from "./entry-text.tsx";
import { AGES, statementQuery } from "./queries.ts";
import "../list/table.css";
import "./accounts.css";

type Statement = Schemas["StatementRead"];

/** A statement of account, to look at, to print, and as a file; its address says of which days. */
export default function StatementPage() {
  return <OfId page={(id) => <Loaded id={id} />} />;
}

function Loaded({ id }: { id: number }) {
  const { admin, officeAccounts: words } = useWords();
  const [{ from, to }, want] = useWanted(["from", "to"]);
  const days = { ...(from !== "" && { from }), ...(to !== "" && { to }) };
  const { data, error, refetch } = useQuery(statementQuery(id, days));
  const name = data?.customer.name ?? "";
  useTitle(name === "" ? words.statement : words.statementOf(name));
  if (error !== null && data === undefined) return <NotLoaded error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <UpLink to={officeAddresses.customer(id)}>{name || words.customer}</UpLink>
      <Head title={words.statement}>
        <File id={id} format="csv" days={days} />
        <File id={id} format="pdf" days={days} />
        <button className="btn" type="button" onClick={() => window.print()}>
          <StaffIcon name="print" /> {words.print}
        </button>
      </Head>
      <div className="bar">
        <Period from={from} to={to} onChange={want} />
        {from === "" && to === "" ? (
          <span className="soft">{words.wholeTime}</span>
        ) : (
          <button className="btn" type="button" onClick={() => want({ from: "", to: "" })}>
            {admin.showAll}
          </button>
        )}
      </div>
      {data === undefined ? (
        <Loading>
          <Skeleton height="16rem" />
        </Loading>
      ) : (
        <Shown statement={data} />
      )}
    </>
  );
}

function Shown({ statement }: { statement: Statement }) {
  const { officeAccounts: words } = useWords();
  const { money, date } = useFormats();
  const { name: shop } = useShop();
  const { customer, items, opening, closing, charged, paid, overdue } = statement;
  const isInAdvance = closing.startsWith("-");
  return (
    <section className="statement" aria-label={words.statementOf(customer.name)}>
      <p className="statement-head">
        <span className="statement-shop" dir="auto">
          {shop}
        </span>
        <b dir="auto">{customer.name}</b>
        <span className="soft">
          {date(statement.from)} – {date(statement.to)}
        </span>
      </p>
      <div className="sheet list">
        <table className="table links statement-table">
          <caption className="visually-hidden">{words.entries}</caption>
          <thead>
            <tr>
              <th scope="col">{words.day}</th>
              <th scope="col">{words.entry}</th>
              <th scope="col" className="n off-phone">
                {words.takenGoods}
              </th>
              <th scope="col" className="n off-phone">
                {words.paid}
              </th>
              <th scope="col" className="n">
                {words.owed}
              </th>
            </tr>
          </thead>
          <tbody>
            <tr className="sum">
              <td className="day">{date(statement.from)}</td>
              <td>{words.owedBefore}</td>
              <td className="off-phone" colSpan={2} />
              <td className="n">
                <Balance amount={opening} />
              </td>
            </tr>
            {items.map((entry) => (
              <tr key={entry.id}>
                <td className="day">{date(entry.business_day)}</td>
                <td>
                  <EntryText entry={entry} hasAmount />
                </td>
                <td className="n off-phone">{entry.amount.startsWith("-") ? "" : money(entry.amount)}</td>
                <td className="n off-phone">{entry.amount.startsWith("-") && money(withoutSign(entry.amount))}</td>
                <td className="n">
                  <Balance amount={entry.balance} />
                </td>
              </tr>
            ))}
            {items.length === 0 && (
              <tr>
                <td className="soft" colSpan={5}>
                  {words.noEntriesInDays}
                </td>
              </tr>
            )}
          </tbody>
          <tfoot>
            <tr className="sum">
              <td className="day">{date(statement.to)}</td>
              <td>{words.inAll}</td>
              <td className="n off-phone">{money(charged)}</td>
              <td className="n off-phone">{money(paid)}</td>
              <td className="n">
                <Balance amount={closing} />
              </td>
            </tr>
          </tfoot>
        </table>
      </div>
      <dl className="statement-sums">
        <div className="to-pay">
          <dt>{isInAdvance ? words.inAdvance : words.toPay}</dt>
          <dd>{money(withoutSign(closing))}</dd>
        </div>
        {AGES.filter(([, name]) => isSome(overdue[name])).map(([days, name]) => (
          <div key={days}>
            <dt>{words.ofThat(days)}</dt>
            <dd className="bad">{money(overdue[name])}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function File({ id, format, days }: { id: number; format: "pdf" | "csv"; days: { from?: string; to?: string } }) {
  const { officeAccounts: words } = useWords();
  const say = useProblemWords();
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      ask(
        api.GET("/api/customers/{customer_id}/account/statement", {
          params: { path: { customer_id: id }, query: { format, ...days } },
          parseAs: "blob",
        }),
      ) as Promise<Blob>,
    onSuccess: (content) =>
      keep(content, `${["statement", id, days.from, days.to].filter(Boolean).join("-")}.${format}`),
    onError: (error) => toast(say(error)),
  });
  return (
    <button className="btn" type="button" aria-busy={isPending} onClick={() => isPending || mutate()}>
      {format === "pdf" ? words.asPdf : words.asCsv}
    </button>
  );
}
