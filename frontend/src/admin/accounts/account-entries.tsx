import { api, ask } from "../../api/client.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { type Column, Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { Balance, withoutSign } from "./balance.tsx";
import { EntryText } from "./entry-text.tsx";
import type { Entry } from "./queries.ts";

/** Every entry of an account, the latest first, with what was owed after it. */
export function AccountEntries({ id }: { id: number }) {
  const { officeAccounts: words } = useWords();
  const list = useList({
    key: ["customers", id, "account", "entries"],
    load: (query, signal) =>
      ask(api.GET("/api/customers/{customer_id}/account", { params: { path: { customer_id: id }, query }, signal })),
  });
  return (
    <Table
      caption={words.entries}
      list={list}
      keyOf={(entry) => entry.id}
      columns={useEntryColumns()}
      empty={<p className="soft">{words.noEntries}</p>}
    />
  );
}

function useEntryColumns(): Column<Entry>[] {
  const { officeAccounts: words } = useWords();
  const { money, date } = useFormats();
  return [
    { head: words.day, className: "day", cell: ({ business_day }) => date(business_day) },
    { head: words.entry, cell: (entry) => <EntryText entry={entry} hasAmount /> },
    {
      head: words.takenGoods,
      isFigure: true,
      leaves: "phone",
      cell: ({ amount }) => (amount.startsWith("-") ? "" : money(amount)),
    },
    {
      head: words.paid,
      isFigure: true,
      leaves: "phone",
      cell: ({ amount }) => (amount.startsWith("-") ? money(withoutSign(amount)) : ""),
    },
    { head: words.owed, isFigure: true, cell: ({ balance }) => <Balance amount={balance} /> },
  ];
}
