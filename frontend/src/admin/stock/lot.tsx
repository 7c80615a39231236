import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link, useParams } from "react-router";
import { api, ask } from "../../api/client.ts";
import { useUser } from "../../api/use-session.ts";
import { useFormats } from "../../ui/formats.ts";
import { useTitle } from "../../ui/page.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { Head } from "../frame.tsx";
import { LabelsButton } from "../labels/labels-button.tsx";
import { copiesOf } from "../labels/wanted.ts";
import { Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { NotLoaded } from "../not-loaded.tsx";
import { NothingHere } from "../nothing-here.tsx";
import { officeAddresses } from "../places.ts";
import { BestBefore } from "./best-before.tsx";
import { useMovementColumns } from "./movement-columns.tsx";
import { type Lot, lotQuery, type Movement } from "./queries.ts";
import { Recall } from "./recall.tsx";
import "./lot.css";

/** One lot: where it came from, who got some of it, and all its movements. */
export default function LotPage() {
  const { stock, admin, returns, adjustments: words } = useWords();
  const isAdmin = useUser()?.role === "admin";
  const id = Number(useParams().id);
  const { data: lot, error, refetch } = useQuery(lotQuery(id));
  useTitle(stock.lotNumber(id));
  if (Number.isNaN(id)) return <NothingHere />;
  if (lot === undefined && error !== null) return <NotLoaded error={error} onRetry={() => void refetch()} />;
  if (lot === undefined) {
    return (
      <Loading>
        <Skeleton width="40%" height="2.5rem" />
      </Loading>
    );
  }
  return (
    <>
      <Link className="crumb" to={officeAddresses.stock}>
        <StaffIcon name="left" /> {admin.places.stock}
      </Link>
      <Head title={<span dir="auto">{lot.sweet_name}</span>} aside={stock.lotNumber(lot.id)}>
        {isAdmin && (
          <Link
            className="btn"
            to={officeAddresses.newAdjustment({ sweet_id: String(lot.sweet_id), lot_id: String(lot.id) })}
          >
            {words.adjust}
          </Link>
        )}
        <LabelsButton
          thing={{ lot_id: lot.id }}
          name={`${lot.sweet_name}, ${stock.lotNumber(lot.id)}`}
          copies={copiesOf(lot.on_hand, lot.unit)}
        />
        {isAdmin && lot.supplier_id !== null && /[1-9]/.test(lot.on_hand) && (
          <Link className="btn" to={officeAddresses.newReturn({ lot_id: lot.id })}>
            {returns.sendBack}
          </Link>
        )}
        <Link className="btn" to={officeAddresses.sweet(lot.sweet_id)}>
          {admin.places.catalogue}
        </Link>
      </Head>
      <Facts lot={lot} />
      <Recall lot={lot} />
      <MovementsOf lot={lot} />
    </>
  );
}

function Facts({ lot }: { lot: Lot }) {
  const { stock } = useWords();
  const { quantity, money, date } = useFormats();
  const isAdmin = useUser()?.role === "admin";
  return (
    <dl className="lot-facts">
      <Fact label={stock.left}>{quantity(lot.on_hand, lot.unit)}</Fact>
      <Fact label={stock.bestBefore}>
        <BestBefore lot={lot} />
      </Fact>
      {lot.quantity_received !== null && <Fact label={stock.cameIn}>{quantity(lot.quantity_received, lot.unit)}</Fact>}
      <Fact label={stock.received}>{date(lot.received_at)}</Fact>
      {lot.made_on !== null && <Fact label={stock.madeOn}>{date(lot.made_on)}</Fact>}
      {isAdmin && lot.unit_cost !== null && (
        <Fact label={stock.cost} className="lot-cost">
          {money(lot.unit_cost)}
        </Fact>
      )}
      {isAdmin && lot.purchase_order_id !== null && (
        <Fact label={stock.order}>
          <Link to={officeAddresses.order(lot.purchase_order_id)}>{lot.purchase_order_id}</Link>
        </Fact>
      )}
      {lot.note !== null && <Fact label={stock.note}>{lot.note}</Fact>}
    </dl>
  );
}

function Fact({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    <div className={className}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function MovementsOf({ lot }: { lot: Lot }) {
  const { stock } = useWords();
  const list = useList<Movement>({
    key: ["movements", "lot", lot.id],
    load: (page, signal) =>
      ask(api.GET("/api/stock-movements", { params: { query: { ...page, lot_id: lot.id } }, signal })),
  });
  return (
    <section className="lot-part movements-of" aria-label={stock.movements}>
      <h2>{stock.movements}</h2>
      <Table
        caption={stock.movements}
        list={list}
        keyOf={({ id }) => id}
        columns={useMovementColumns()}
        empty={<p className="soft">{stock.noMovements}</p>}
      />
    </section>
  );
}
