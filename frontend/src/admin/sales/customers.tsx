import { useState } from "react";
import { api, ask } from "../../api/client.ts";
import { useFormats } from "../../ui/formats.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { SearchField } from "../list/filters.tsx";
import { Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { said, useWanted } from "../list/use-wanted.ts";
import { officeAddresses } from "../places.ts";
import { CustomerDialog } from "./customer-dialog.tsx";
import { SalesRoom } from "./room.tsx";

/** The people the shop knows, with or without an account. */
export default function Customers() {
  const { admin, officeSales: words } = useWords();
  const { date } = useFormats();
  const [{ q, sort }, want] = useWanted(["q"]);
  const [isAdding, setAdding] = useState(false);
  const list = useList({
    key: ["customers", "office", q, sort],
    load: (page, signal) =>
      ask(api.GET("/api/customers", { params: { query: { ...page, ...said({ q, sort }) } }, signal })),
  });
  const add = (
    <button className="btn go" type="button" onClick={() => setAdding(true)}>
      <StaffIcon name="plus" /> {words.addCustomer}
    </button>
  );
  return (
    <>
      <SalesRoom title={words.customers}>{add}</SalesRoom>
      <div className="bar">
        <SearchField label={words.findCustomer} text={q} onText={(text) => want({ q: text })} />
      </div>
      <Table
        caption={words.customers}
        list={list}
        keyOf={({ id }) => id}
        to={({ id }) => officeAddresses.customer(id)}
        columns={[
          { head: words.name, sort: "name", cell: ({ name }) => <span dir="auto">{name}</span> },
          { head: words.phone, cell: ({ phone }) => phone },
          { head: words.email, leaves: "phone", cell: ({ email }) => email },
          {
            head: words.known,
            sort: "created_at",
            isFigure: true,
            leaves: "phone",
            cell: ({ created_at }) => <span className="soft">{date(created_at)}</span>,
          },
        ]}
        sort={sort || (q === "" ? "name" : "")}
        onSort={(name) => want({ sort: name })}
        empty={
          <Empty
            title={q === "" ? words.noCustomers : words.noCustomerLikeThat}
            action={
              q !== "" && (
                <button className="btn" type="button" onClick={() => want({ q: "" })}>
                  {admin.showAll}
                </button>
              )
            }
          />
        }
      />
      {isAdding && <CustomerDialog onClose={() => setAdding(false)} />}
    </>
  );
}
