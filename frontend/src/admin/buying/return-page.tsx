import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Schemas } from "../../api/types.ts";
import { Decimal } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { useTitle } from "../../ui/page.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { Facts } from "../facts.tsx";
import { Head } from "../frame.tsx";
import { NotLoaded } from "../not-loaded.tsx";
import { OfId } from "../of-id.tsx";
import { Person } from "../person.tsx";
import { officeAddresses } from "../places.ts";
import { UpLink } from "../up-link.tsx";
import { returnQuery } from "./queries.ts";
import "../list/table.css";
import "./order.css";

/** One return to a supplier, to look at or to print for the driver. */
export default function ReturnPage() {
  return <OfId page={(id) => <Loaded id={id} />} />;
}

function Loaded({ id }: { id: number }) {
  const { returns: words } = useWords();
  const { money, date } = useFormats();
  const { data, error, refetch } = useQuery(returnQuery(id));
  useTitle(words.returnOf(id));
  if (error !== null && data === undefined) return <NotLoaded error={error} onRetry={() => void refetch()} />;
  if (data === undefined) {
    return (
      <Loading>
        <Skeleton height="16rem" />
      </Loading>
    );
  }
  const supplier = <Link to={officeAddresses.supplier(data.supplier.id)}>{data.supplier.name}</Link>;
  const person = <Person id={data.created_by} />;
  return (
    <>
      <UpLink to={officeAddresses.returns}>{words.title}</UpLink>
      <Head title={words.returnOf(id)}>
        <button className="btn" type="button" onClick={() => window.print()}>
          <StaffIcon name="print" /> {words.print}
        </button>
      </Head>
      <Facts
        title={words.about}
        facts={[
          [words.supplier, supplier],
          [words.returnedOn, date(data.created_at)],
          [words.by, person],
          [words.note, data.note],
          [words.credit, data.credit !== null && money(data.credit)],
        ]}
      />
      <Lines lines={data.lines} />
    </>
  );
}

function Lines({ lines }: { lines: readonly Schemas["SupplierReturnLineRead"][] }) {
  const { returns: words, stock } = useWords();
  const { money, quantity } = useFormats();
  return (
    <section className="sheet list delivery" aria-label={words.lines}>
      <table className="table links">
        <caption className="visually-hidden">{words.lines}</caption>
        <thead>
          <tr>
            <th scope="col">{words.sweet}</th>
            <th scope="col" className="n">
              {words.quantity}
            </th>
            <th scope="col" className="n off-phone">
              {words.cost}
            </th>
            <th scope="col" className="n">
              {words.amount}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.lot_id}>
              <th scope="row">
                <Link className="row" to={officeAddresses.lot(line.lot_id)} dir="auto">
                  {line.name}
                </Link>
                <span className="sub">{stock.lotNumber(line.lot_id)}</span>
              </th>
              <td className="n">
                <b>{quantity(line.quantity, line.unit)}</b>
              </td>
              <td className="n off-phone">{line.unit_cost !== null && money(line.unit_cost)}</td>
              <td className="n">
                {line.unit_cost !== null && money(new Decimal(line.unit_cost).times(line.quantity).toFixed())}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
