import { useState } from "react";
import { useNavigate } from "react-router";
import { api, ask } from "../../api/client.ts";
import { Difference } from "../../staff/drawer/difference.tsx";
import { OpenForm } from "../../staff/drawer/open-form.tsx";
import type { Drawer } from "../../staff/drawer/queries.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { useFormats } from "../../ui/formats.ts";
import { useShop } from "../../ui/shop.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { momentsOf } from "../days.ts";
import { Choice } from "../list/filters.tsx";
import { Period } from "../list/period.tsx";
import { type Column, Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { said, useWanted } from "../list/use-wanted.ts";
import { officeAddresses } from "../places.ts";
import { SellerChoice } from "../sales/seller-choice.tsx";
import { DrawerState } from "./drawer-state.tsx";
import { MoneyRoom } from "./room.tsx";

const FILTERS = ["open", "opened_by", "from", "to"] as const;
const NOTHING = { open: "", opened_by: "", from: "", to: "" };
const NEWEST_FIRST = "-opened_at";

/** Every drawer session: one's own, or all for admins. */
export function Drawers() {
  const { admin, officeMoney: words } = useWords();
  const { time_zone } = useShop();
  const navigate = useNavigate();
  const [wanted, want] = useWanted(FILTERS);
  const [isOpening, setOpening] = useState(false);
  const { open, opened_by, from, to, sort } = wanted;
  const list = useList({
    key: ["drawers", "list", wanted],
    load: (page, signal) => {
      const moments = momentsOf(from, to, time_zone);
      const query = {
        ...page,
        ...said({ sort }),
        ...(open !== "" && { open: open === "true" }),
        ...(opened_by !== "" && { opened_by: Number(opened_by) }),
        ...(moments.from !== undefined && { opened_from: moments.from }),
        ...(moments.to !== undefined && { opened_to: moments.to }),
      };
      return ask(api.GET("/api/drawer-sessions", { params: { query }, signal }));
    },
  });
  const isFiltered = [open, opened_by, from, to].some((text) => text !== "");
  const toOpen = (look: string) => (
    <button className={look} type="button" onClick={() => setOpening(true)}>
      <StaffIcon name="plus" /> {words.openOwn}
    </button>
  );
  return (
    <>
      <MoneyRoom title={words.drawers}>{toOpen("btn go")}</MoneyRoom>
      <div className="bar">
        <Choice
          label={words.status}
          value={open}
          options={(["true", "false"] as const).map((value) => ({ value, label: words.statuses[value] }))}
          onChange={(value) => want({ open: value })}
        />
        <Period from={from} to={to} onChange={want} />
        <SellerChoice label={words.openedBy} value={opened_by} onChange={(value) => want({ opened_by: value })} />
      </div>
      <Table
        caption={words.drawers}
        list={list}
        keyOf={({ id }) => id}
        to={({ id }) => officeAddresses.drawer(id)}
        columns={useColumns()}
        sort={sort || NEWEST_FIRST}
        onSort={(name) => want({ sort: name })}
        empty={
          isFiltered ? (
            <Empty
              title={words.noDrawerLikeThat}
              action={
                <button className="btn" type="button" onClick={() => want(NOTHING)}>
                  {admin.showAll}
                </button>
              }
            />
          ) : (
            <Empty title={words.noDrawers} action={toOpen("btn")}>
              <p className="soft">{words.noDrawersHint}</p>
            </Empty>
          )
        }
      />
      {isOpening && (
        <StaffDialog title={words.openOwn} className="drawer-dialog" onClose={() => setOpening(false)}>
          <OpenForm onDone={({ id }) => void navigate(officeAddresses.drawer(id))} />
        </StaffDialog>
      )}
    </>
  );
}

function useColumns(): Column<Drawer>[] {
  const { officeMoney: words, drawer: drawerWords } = useWords();
  const { money, date, time } = useFormats();
  return [
    {
      head: words.opened,
      sort: "opened_at",
      cell: ({ id, drawer, opened_at, opened_by }) => (
        <>
          {date(opened_at)}, {time(opened_at)}
          <span className="sub" dir="auto">
            {drawer ?? words.drawerOf(id)}
            <span className="on-phone">{opened_by.name ?? words.somebody(opened_by.id)}</span>
          </span>
        </>
      ),
    },
    {
      head: words.openedBy,
      leaves: "phone",
      cell: ({ opened_by }) => <span dir="auto">{opened_by.name ?? words.somebody(opened_by.id)}</span>,
    },
    { head: words.status, cell: (drawer) => <DrawerState drawer={drawer} /> },
    {
      head: drawerWords.expected,
      isFigure: true,
      leaves: "phone",
      cell: ({ expected }) => money(expected),
    },
    {
      head: words.counted,
      isFigure: true,
      leaves: "phone",
      cell: ({ counted }) => (counted === null ? "–" : money(counted)),
    },
    {
      head: drawerWords.difference,
      isFigure: true,
      cell: ({ difference }) => (difference === null ? "–" : <Difference amount={difference} />),
    },
  ];
}
