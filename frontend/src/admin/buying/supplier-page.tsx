import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { useFormats } from "../../ui/formats.ts";
import { useTitle } from "../../ui/page.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { History } from "../audit/history.tsx";
import { Facts } from "../facts.tsx";
import { Head } from "../frame.tsx";
import { NotLoaded } from "../not-loaded.tsx";
import { OfId } from "../of-id.tsx";
import { officeAddresses } from "../places.ts";
import { UpLink } from "../up-link.tsx";
import { type Supplier, supplierQuery } from "./queries.ts";
import { SupplierDialog } from "./supplier-dialog.tsx";
import { SupplierTrade } from "./supplier-trade.tsx";
import { useArchive } from "./use-archive.ts";
import "./supplier-page.css";

/** One supplier: how to reach them, and what was ordered from them, came from them and went back. */
export default function SupplierPage() {
  return <OfId page={(id) => <Loaded id={id} />} />;
}

function Loaded({ id }: { id: number }) {
  const { suppliers: words } = useWords();
  const { data: supplier, error, refetch } = useQuery(supplierQuery(id));
  useTitle(supplier?.name ?? words.supplier);
  if (error !== null && supplier === undefined) return <NotLoaded error={error} onRetry={() => void refetch()} />;
  if (supplier === undefined) {
    return (
      <Loading>
        <Skeleton height="16rem" />
      </Loading>
    );
  }
  return <Shown supplier={supplier} />;
}

function Shown({ supplier }: { supplier: Supplier }) {
  const { suppliers: words, buying } = useWords();
  const { date } = useFormats();
  const [isEditing, setEditing] = useState(false);
  const { remove, restore, isPending } = useArchive(supplier);
  const { id, phone, email, lead_time_days, archived_at } = supplier;
  return (
    <>
      <UpLink to={officeAddresses.suppliers}>{words.title}</UpLink>
      <Head
        title={<span dir="auto">{supplier.name}</span>}
        aside={archived_at !== null && <span className="tag">{words.archivedOn(date(archived_at))}</span>}
      >
        {archived_at === null ? (
          <button className="btn danger" type="button" aria-busy={isPending} onClick={remove}>
            {words.remove}
          </button>
        ) : (
          <button className="btn" type="button" aria-busy={isPending} onClick={restore}>
            {words.restore}
          </button>
        )}
        <button className="btn" type="button" onClick={() => setEditing(true)}>
          {words.edit}
        </button>
        {archived_at === null && (
          <Link className="btn go" to={officeAddresses.newOrder(id)}>
            <StaffIcon name="plus" /> {buying.newOrder}
          </Link>
        )}
      </Head>
      <div className="supplier-parts">
        <Facts
          title={words.contact}
          facts={[
            [words.fields.contact_name, supplier.contact_name],
            [words.fields.phone, phone !== null && <a href={`tel:${phone}`}>{phone}</a>],
            [words.fields.email, email !== null && <a href={`mailto:${email}`}>{email}</a>],
            [words.fields.address, supplier.address],
            [words.fields.lead_time_days, lead_time_days !== null && words.days(lead_time_days)],
            [words.fields.note, supplier.note],
            [words.since, date(supplier.created_at)],
          ]}
        />
        <History entity="supplier" id={id} />
      </div>
      <SupplierTrade supplier={supplier} />
      {isEditing && <SupplierDialog supplier={supplier} onClose={() => setEditing(false)} />}
    </>
  );
}
