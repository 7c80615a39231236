import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, ask } from "../../api/client.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { Choice } from "../list/filters.tsx";
import { Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { said, useWanted } from "../list/use-wanted.ts";
import { officeAddresses } from "../places.ts";
import { BuyingHead } from "./buying-head.tsx";
import { suppliersQuery } from "./queries.ts";
import { useReturnColumns } from "./return-columns.tsx";

/** What went back to suppliers. */
export default function Returns() {
  const { admin, returns: words } = useWords();
  const { data: suppliers } = useQuery(suppliersQuery);
  const [{ supplier_id, sort }, want] = useWanted(["supplier_id"]);
  const list = useList({
    key: ["supplier-returns", "list", supplier_id, sort],
    load: (page, signal) => {
      const query = {
        ...page,
        ...said({ sort }),
        ...(/^[1-9]\d{0,14}$/.test(supplier_id) && { supplier_id: Number(supplier_id) }),
      };
      return ask(api.GET("/api/supplier-returns", { params: { query }, signal }));
    },
  });
  return (
    <>
      <BuyingHead>
        <Link className="btn go" to={officeAddresses.newReturn()}>
          <StaffIcon name="plus" /> {words.newOne}
        </Link>
      </BuyingHead>
      <div className="bar">
        <Choice
          label={words.supplier}
          value={supplier_id}
          options={(suppliers?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
          areLoaded
          onChange={(value) => want({ supplier_id: value })}
        />
      </div>
      <Table
        caption={words.title}
        list={list}
        keyOf={({ id }) => id}
        to={({ id }) => officeAddresses.return(id)}
        columns={useReturnColumns()}
        sort={sort || "-created_at"}
        onSort={(name) => want({ sort: name })}
        empty={
          <Empty
            title={supplier_id === "" ? words.none : words.noneLikeThat}
            action={
              supplier_id === "" ? (
                <Link className="btn" to={officeAddresses.newReturn()}>
                  {words.newOne}
                </Link>
              ) : (
                <button className="btn" type="button" onClick={() => want({ supplier_id: "" })}>
                  {admin.showAll}
                </button>
              )
            }
          />
        }
      />
    </>
  );
}
