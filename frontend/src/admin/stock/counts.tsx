import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { useFormats } from "../../ui/formats.ts";
import { useTitle } from "../../ui/page.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { Head } from "../frame.tsx";
import { Choice } from "../list/filters.tsx";
import { type Column, Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { said, useWanted } from "../list/use-wanted.ts";
import { officeAddresses } from "../places.ts";
import { keepStocktake } from "./queries.ts";
import { StockRooms } from "./stock-rooms.tsx";
import "./counts.css";

const STATUSES = ["open", "posted", "cancelled"] as const;
const LOOKS = { open: "tag warn", posted: "tag ok", cancelled: "tag" } as const;

/** Every stocktake, and the way to a new one. */
export default function Counts() {
  const { admin, stock } = useWords();
  const [wanted, want] = useWanted(["status"]);
  const [isStarting, setStarting] = useState(false);
  useTitle(stock.counts);
  const { status, sort } = wanted;
  const list = useList({
    key: ["stocktakes", "office", wanted],
    load: (page, signal) => {
      const wantedStatus = STATUSES.find((one) => one === status);
      const query = { ...page, ...said({ sort }), ...(wantedStatus && { status: wantedStatus }) };
      return ask(api.GET("/api/stocktakes", { params: { query }, signal }));
    },
  });
  const start = (look: string) => (
    <button className={look} type="button" onClick={() => setStarting(true)}>
      <StaffIcon name="plus" /> {stock.newCount}
    </button>
  );
  return (
    <>
      <Head title={admin.places.stock}>{start("btn go")}</Head>
      <StockRooms />
      <div className="bar">
        <Choice
          label={stock.status}
          value={status}
          options={STATUSES.map((value) => ({ value, label: stock.countStatuses[value] }))}
          onChange={(value) => want({ status: value })}
        />
      </div>
      <Table
        caption={stock.counts}
        list={list}
        keyOf={({ id }) => id}
        to={({ id }) => officeAddresses.count(id)}
        columns={useColumns()}
        sort={sort}
        onSort={(name) => want({ sort: name })}
        empty={
          <Empty title={stock.noCounts} action={start("btn")}>
            <p>{stock.noCountsHint}</p>
          </Empty>
        }
      />
      {isStarting && <NewCount onClose={() => setStarting(false)} />}
    </>
  );
}

function useColumns(): Column<Schemas["StocktakeItem"]>[] {
  const { stock } = useWords();
  const { date, time } = useFormats();
  return [
    {
      head: stock.counts,
      cell: ({ id, note }) => (
        <>
          <span dir="auto">{note ?? stock.countOf(id)}</span>
          {note !== null && <span className="sub">{stock.countOf(id)}</span>}
        </>
      ),
    },
    { head: stock.status, cell: ({ status }) => <span className={LOOKS[status]}>{stock.countStatuses[status]}</span> },
    {
      head: stock.opened,
      sort: "opened_at",
      isFigure: true,
      cell: ({ opened_at }) => (
        <span className="soft">
          {date(opened_at)}
          <span className="sub">{time(opened_at)}</span>
        </span>
      ),
    },
  ];
}

function NewCount({ onClose }: { onClose: () => void }) {
  const { stock } = useWords();
  const say = useProblemWords();
  const navigate = useNavigate();
  const send = useFrozenKey();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (note: string) =>
      send(note, (key) =>
        ask(
          api.POST("/api/stocktakes", {
            params: { header: { "Idempotency-Key": key } },
            body: note === "" ? {} : { note },
          }),
        ),
      ),
    onSuccess: (stocktake) => {
      keepStocktake(stocktake);
      void navigate(officeAddresses.count(stocktake.id));
    },
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!isPending) mutate(String(new FormData(event.currentTarget).get("note")).trim());
  }

  return (
    <StaffDialog title={stock.newCount} onClose={onClose}>
      <form onSubmit={submit}>
        <div className="new-count">
          <Field label={stock.whatToCount} name="note" maxLength={500} autoComplete="off" data-autofocus />
          {error !== null && (
            <p className="bad" role="alert">
              {say(error)}
            </p>
          )}
        </div>
        <footer>
          <button className="btn go push" type="submit" aria-busy={isPending}>
            {stock.startCount}
          </button>
        </footer>
      </form>
    </StaffDialog>
  );
}
