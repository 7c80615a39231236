import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";
import { useUser } from "../../api/use-session.ts";
import { useFormats } from "../../ui/formats.ts";
import { useTitle } from "../../ui/page.ts";
import { Empty, Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { AccountEntries } from "../accounts/account-entries.tsx";
import { AccountFacts } from "../accounts/account-facts.tsx";
import { History } from "../audit/history.tsx";
import { Facts } from "../facts.tsx";
import { Head } from "../frame.tsx";
import { Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { NotLoaded } from "../not-loaded.tsx";
import { OfId } from "../of-id.tsx";
import { officeAddresses } from "../places.ts";
import { UpLink } from "../up-link.tsx";
import { CustomerAccount } from "./customer-account.tsx";
import { CustomerDialog } from "./customer-dialog.tsx";
import { ForgetDialog } from "./forget-dialog.tsx";
import { MergeDialog } from "./merge-dialog.tsx";
import { customerQuery } from "./queries.ts";
import { useSaleColumns } from "./sale-columns.tsx";
import "./customer-page.css";

/** One customer: how to reach them, their account, and what they bought. */
export default function CustomerPage() {
  return <OfId page={(id) => <Loaded id={id} />} />;
}

function Loaded({ id }: { id: number }) {
  const { officeSales: words } = useWords();
  const { data: customer, error, refetch } = useQuery(customerQuery(id));
  useTitle(customer?.name ?? words.customer);
  if (error !== null && customer === undefined) return <NotLoaded error={error} onRetry={() => void refetch()} />;
  if (customer === undefined) {
    return (
      <Loading>
        <Skeleton height="16rem" />
      </Loading>
    );
  }
  return <Shown customer={customer} />;
}

function Shown({ customer }: { customer: Schemas["CustomerRead"] }) {
  const { officeSales: words, officeAccounts: accounts } = useWords();
  const { date } = useFormats();
  const isAdmin = useUser()?.role === "admin";
  const [open, setOpen] = useState<"edit" | "forget" | "merge" | null>(null);
  const { id, phone, email, note, gstin, address } = customer;
  const close = () => setOpen(null);
  return (
    <>
      <UpLink to={officeAddresses.customers}>{words.customers}</UpLink>
      <Head title={<span dir="auto">{customer.name}</span>}>
        {isAdmin && (
          <>
            <button className="btn danger" type="button" onClick={() => setOpen("forget")}>
              {words.deleteCustomer}
            </button>
            <button className="btn" type="button" onClick={() => setOpen("merge")}>
              {words.merge}
            </button>
          </>
        )}
        <button className="btn go" type="button" onClick={() => setOpen("edit")}>
          {words.edit}
        </button>
      </Head>
      <div className="customer-parts">
        <Facts
          title={words.contact}
          facts={[
            [words.phone, phone !== null && <a href={`tel:${phone}`}>{phone}</a>],
            [words.email, email !== null && <a href={`mailto:${email}`}>{email}</a>],
            [words.note, note],
            [words.gstin, gstin],
            [words.address, address !== null && <span className="address">{address}</span>],
            [words.known, date(customer.created_at)],
          ]}
        />
        <AccountFacts customer={customer} />
        <CustomerAccount customer={customer} />
      </div>
      <h2 className="over-list">{accounts.entries}</h2>
      <AccountEntries id={id} />
      <h2 className="over-list">{words.bought}</h2>
      <Bought id={id} />
      {isAdmin && <History entity="customer" id={id} />}
      {open === "edit" && <CustomerDialog customer={customer} onClose={close} />}
      {open === "merge" && <MergeDialog kept={customer} onClose={close} />}
      {open === "forget" && <ForgetDialog customer={customer} onClose={close} />}
    </>
  );
}

function Bought({ id }: { id: number }) {
  const { officeSales: words } = useWords();
  const list = useList({
    key: ["sales", "customer", id],
    load: (query, signal) =>
      ask(api.GET("/api/customers/{customer_id}/sales", { params: { path: { customer_id: id }, query }, signal })),
  });
  return (
    <Table
      caption={words.bought}
      list={list}
      keyOf={(sale) => sale.id}
      to={(sale) => officeAddresses.sale(sale.id)}
      columns={useSaleColumns()}
      empty={<Empty title={words.boughtNothing} />}
    />
  );
}
