import { useState } from "react";
import { api, ask } from "../../api/client.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { Choice, SearchField } from "../list/filters.tsx";
import { type Column, Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { said, useWanted } from "../list/use-wanted.ts";
import { officeAddresses } from "../places.ts";
import { BuyingHead } from "./buying-head.tsx";
import type { Supplier } from "./queries.ts";
import { SupplierDialog } from "./supplier-dialog.tsx";

const FILTERS = ["q", "archived"] as const;

/** Whom the shop buys from. */
export default function Suppliers() {
  const { admin, suppliers: words } = useWords();
  const [{ q, archived, sort }, want] = useWanted(FILTERS);
  const [isAdding, setAdding] = useState(false);
  const list = useList<Supplier>({
    key: ["suppliers", "list", q, archived, sort],
    load: (page, signal) => {
      const query = { ...page, ...said({ q, sort: sort || "name" }), archived: archived === "true" };
      return ask(api.GET("/api/suppliers", { params: { query }, signal }));
    },
  });
  const isFiltered = q !== "" || archived !== "";
  const add = (
    <button className="btn go" type="button" onClick={() => setAdding(true)}>
      <StaffIcon name="plus" /> {words.add}
    </button>
  );
  return (
    <>
      <BuyingHead>{add}</BuyingHead>
      <div className="bar">
        <SearchField label={words.find} text={q} onText={(text) => want({ q: text })} />
        <Choice
          label={words.orderedFrom}
          value={archived}
          options={[{ value: "true", label: words.archived }]}
          onChange={(value) => want({ archived: value })}
        />
      </div>
      <Table
        caption={words.title}
        list={list}
        keyOf={({ id }) => id}
        to={({ id }) => officeAddresses.supplier(id)}
        columns={useColumns()}
        sort={sort || "name"}
        onSort={(name) => want({ sort: name })}
        empty={
          <Empty
            title={isFiltered ? words.noneLikeThat : words.none}
            action={
              isFiltered ? (
                <button className="btn" type="button" onClick={() => want({ q: "", archived: "" })}>
                  {admin.showAll}
                </button>
              ) : (
                add
              )
            }
          >
            {!isFiltered && <p>{words.noneSays}</p>}
          </Empty>
        }
      />
      {isAdding && <SupplierDialog onClose={() => setAdding(false)} />}
    </>
  );
}

function useColumns(): Column<Supplier>[] {
  const { suppliers: words } = useWords();
  return [
    {
      head: words.fields.name,
      sort: "name",
      cell: ({ name, contact_name }) => (
        <>
          <span dir="auto">{name}</span>
          {contact_name !== null && (
            <span className="sub" dir="auto">
              {contact_name}
            </span>
          )}
        </>
      ),
    },
    { head: words.fields.phone, cell: ({ phone }) => phone },
    { head: words.fields.email, leaves: "phone", cell: ({ email }) => email },
    {
      head: words.fields.lead_time_days,
      isFigure: true,
      cell: ({ lead_time_days }) => lead_time_days !== null && words.days(lead_time_days),
    },
  ];
}
