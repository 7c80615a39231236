import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { api, ask } from "../../api/client.ts";
import { useFormats } from "../../ui/formats.ts";
import { Empty, Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { useCategories } from "../catalogue/queries.ts";
import { Choice } from "../list/filters.tsx";
import { SweetFilter } from "../list/sweet-finder.tsx";
import { type Column, Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { useWanted } from "../list/use-wanted.ts";
import { officeAddresses } from "../places.ts";
import { AdvicePanel } from "./advice-panel.tsx";
import { BuyingHead } from "./buying-head.tsx";
import { SmallCurve } from "./curve.tsx";
import { OrderUrgent } from "./order-urgent.tsx";
import { type Advice, suppliersQuery, type Terms, urgentQuery } from "./queries.ts";
import { daysIn, Term } from "./term.tsx";
import "./advice.css";

const HERE = "here";
const FILTERS = ["show", "from", "category_id", "sweet_id"] as const;
const NOTHING_WANTED = { show: "", from: "", category_id: "", sweet_id: "" };
const TERMS = [
  { name: "days", usual: 56, least: 7, most: 365 },
  { name: "lead_time_days", usual: 1, least: 0, most: 60 },
  { name: "cover_days", usual: 2, least: 1, most: 60 },
] as const;
const ASKED = [...FILTERS, ...TERMS.map(({ name }) => name)];

/** What to make or order now, what runs out first in front, and why. */
export default function AdvicePage() {
  const [wanted] = useWanted(ASKED);
  const { isPending } = useQuery(urgentQuery(termsIn(wanted)));
  const [isOpen, setOpen] = useState(!isPending);
  if (!isPending && !isOpen) setOpen(true);
  if (isOpen) return <Advised />;
  // What is urgent stands above the filters: if it came after them, they would move under the finger.
  return (
    <>
      <BuyingHead />
      <Loading>
        <Skeleton height="20rem" />
      </Loading>
    </>
  );
}

function Advised() {
  const { admin, advice: words } = useWords();
  const { data: suppliers } = useQuery(suppliersQuery);
  const categories = useCategories();
  const [params] = useSearchParams();
  const [wanted, want] = useWanted(ASKED);
  const { show, from, category_id, sweet_id } = wanted;
  const terms = termsIn(wanted);
  const filters = {
    ...terms,
    ...(show === "urgent" && { urgent: true }),
    ...((show === "all" || sweet_id !== "") && { all: true }),
    ...(from === HERE && { made_here: true }),
    ...(from !== HERE && idIn("supplier_id", from)),
    ...idIn("category_id", category_id),
    ...idIn("sweet_id", sweet_id),
  };
  const list = useList<Advice>({
    key: ["advice", "list", filters],
    load: (page, signal) => ask(api.GET("/api/advice/reorder", { params: { query: { ...page, ...filters } }, signal })),
  });
  const open = params.get("open");
  const isFiltered = [show, from, category_id, sweet_id].some((one) => one !== "");
  const names = (suppliers?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name }));
  return (
    <>
      <BuyingHead />
      <OrderUrgent terms={terms} />
      <div className="bar">
        <SweetFilter id={sweet_id} onChange={(id) => want({ sweet_id: id })} />
        <Choice
          label={words.needed}
          value={show}
          options={[
            { value: "urgent", label: words.urgentOnly },
            { value: "all", label: words.every },
          ]}
          onChange={(value) => want({ show: value })}
        />
        <Choice
          label={words.from}
          value={from}
          options={[{ value: HERE, label: words.madeHere }, ...names]}
          areLoaded
          onChange={(value) => want({ from: value })}
        />
        <Choice
          label={admin.category}
          value={category_id}
          options={categories}
          areLoaded
          onChange={(value) => want({ category_id: value })}
        />
      </div>
      <details className="terms" open={Object.keys(terms).length > 0}>
        <summary>{words.howAsked}</summary>
        {TERMS.map(({ name, ...bounds }) => (
          <Term
            key={name}
            label={words.terms[name]}
            value={wanted[name]}
            {...bounds}
            onChange={(value) => want({ [name]: value })}
          />
        ))}
      </details>
      <Table
        caption={words.title}
        list={list}
        keyOf={(advice) => advice.sweet_id}
        to={(advice) => `?${opened(params, advice.sweet_id)}`}
        columns={useColumns()}
        below={(advice) => String(advice.sweet_id) === open && <AdvicePanel advice={advice} />}
        empty={
          <Empty
            title={isFiltered ? words.noneLikeThat : words.nothing}
            action={
              isFiltered && (
                <button className="btn" type="button" onClick={() => want(NOTHING_WANTED)}>
                  {admin.showAll}
                </button>
              )
            }
          >
            {!isFiltered && <p>{words.nothingSays}</p>}
          </Empty>
        }
      />
    </>
  );
}

function idIn(name: "supplier_id" | "category_id" | "sweet_id", text: string) {
  return /^[1-9]\d{0,14}$/.test(text) ? { [name]: Number(text) } : {};
}

function termsIn(wanted: Record<(typeof TERMS)[number]["name"], string>): Terms {
  const terms: Terms = {};
  for (const { name, least, most } of TERMS) {
    const days = daysIn(wanted[name], least, most);
    if (days !== undefined) terms[name] = days;
  }
  return terms;
}

/** Return the address that opens a row, or closes it if it is open. */
function opened(params: URLSearchParams, sweetId: number): string {
  const next = new URLSearchParams(params);
  if (next.get("open") === String(sweetId)) next.delete("open");
  else next.set("open", String(sweetId));
  return String(next);
}

const LOOKS = { late: "tag bad", now: "tag warn", soon: "tag", none: "tag ok" } as const;

function useColumns(): Column<Advice>[] {
  const { advice: words } = useWords();
  const { quantity, day } = useFormats();
  return [
    {
      head: words.sweet,
      cell: ({ name, supplier_name, urgency }) => (
        <>
          <span dir="auto">{name}</span>
          <span className={`${LOOKS[urgency]} on-phone`}>{words.urgencies[urgency]}</span>
          <span className="sub" dir="auto">
            {supplier_name ?? words.madeHere}
          </span>
        </>
      ),
    },
    {
      head: words.when,
      leaves: "phone",
      cell: ({ urgency }) => <span className={LOOKS[urgency]}>{words.urgencies[urgency]}</span>,
    },
    {
      head: words.left,
      isFigure: true,
      leaves: "phone",
      cell: ({ available, on_order, overdue, unit }) => (
        <>
          {quantity(available, unit)}
          {/[1-9]/.test(on_order) && <span className="sub">{words.onOrder(quantity(on_order, unit))}</span>}
          {/[1-9]/.test(overdue) && <b className="sub bad">{words.overdue(quantity(overdue, unit))}</b>}
        </>
      ),
    },
    {
      head: words.shortFrom,
      isFigure: true,
      leaves: "tablet",
      cell: ({ runs_out_on }) => runs_out_on != null && day(runs_out_on),
    },
    { head: words.ahead, isFigure: true, leaves: "tablet", cell: (advice) => <SmallCurve advice={advice} /> },
    {
      head: words.quantity,
      isFigure: true,
      cell: ({ quantity: amount, unit, packs }) => (
        <>
          <b>{quantity(amount, unit)}</b>
          {packs != null && packs > 0 && <span className="sub">{words.packs(packs)}</span>}
        </>
      ),
    },
    { head: words.deed, isFigure: true, cell: (advice) => <Deed advice={advice} /> },
  ];
}

function Deed({ advice: { sweet_id, supplier_id, pack_size, name } }: { advice: Advice }) {
  const { advice: words } = useWords();
  const isBought = supplier_id !== null || pack_size !== null;
  return (
    <Link
      className="btn over"
      to={isBought ? officeAddresses.orderSweet(sweet_id) : officeAddresses.restock(sweet_id)}
      aria-label={isBought ? words.orderOf(name) : words.makeOf(name)}
    >
      {isBought ? words.order : words.make}
    </Link>
  );
}
