import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import type { Schemas } from "../../api/types.ts";
import { useUser } from "../../api/use-session.ts";
import { isSome } from "../../ui/decimal.ts";
import { Failure } from "../../ui/failure.tsx";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { Facts } from "../facts.tsx";
import { officeAddresses } from "../places.ts";
import { Balance } from "./balance.tsx";
import { PaymentDialog } from "./payment-dialog.tsx";
import { AGES, accountQuery, type Overdue } from "./queries.ts";
import "./accounts.css";

/** What a customer owes and may still take, and money taken for it or given back. */
export function AccountFacts({ customer }: { customer: Schemas["CustomerRead"] }) {
  const { officeAccounts: words } = useWords();
  const { money } = useFormats();
  const isAdmin = useUser()?.role === "admin";
  const [doing, setDoing] = useState<"payment" | "payback" | null>(null);
  const { data: account, error, refetch } = useQuery(accountQuery(customer.id));
  const { balance, credit_limit } = customer;
  const hasDeposit = balance.startsWith("-");
  const mayGiveBack = hasDeposit || (isAdmin && (account?.items.length ?? 0) > 0);
  return (
    <Facts
      title={words.onAccount}
      facts={[
        [words.owes, <Balance key="balance" amount={balance} />],
        [words.limit, credit_limit === null ? words.noLimit : money(credit_limit)],
        [words.left, account !== undefined && isSome(account.left) && money(account.left)],
        [words.overdue, account !== undefined && isSome(account.overdue.days_30) && <Ages overdue={account.overdue} />],
      ]}
    >
      {error !== null && account === undefined && <Failure error={error} onRetry={() => void refetch()} />}
      <p className="account-acts">
        <button className="btn go" type="button" onClick={() => setDoing("payment")}>
          {words.take}
        </button>
        {mayGiveBack && (
          <button className="btn" type="button" onClick={() => setDoing("payback")}>
            {words.giveBack}
          </button>
        )}
        <Link className="btn" to={officeAddresses.statement(customer.id)}>
          {words.statement}
        </Link>
      </p>
      {doing !== null && <PaymentDialog customer={customer} kind={doing} onClose={() => setDoing(null)} />}
    </Facts>
  );
}

/** What is still owed of goods taken long ago, by age. */
function Ages({ overdue }: { overdue: Overdue }) {
  const { officeAccounts: words } = useWords();
  const { money } = useFormats();
  return (
    <ul className="ages">
      {AGES.filter(([, name]) => isSome(overdue[name])).map(([days, name]) => (
        <li key={days}>
          <span>{words.olderThan(days)}</span> <b className="bad">{money(overdue[name])}</b>
        </li>
      ))}
    </ul>
  );
}
