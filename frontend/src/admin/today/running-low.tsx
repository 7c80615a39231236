import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";
import { lowQuery } from "./queries.ts";
import { Sheet } from "./sheet.tsx";

export function RunningLow() {
  const { admin, advice } = useWords();
  const { quantity } = useFormats();
  const answer = useQuery(lowQuery);
  const rows = answer.data?.items.map(({ sweet_id, name, state, available, threshold, unit, supplier_id }) => (
    <li key={sweet_id} className={state === "out" ? "is-out" : undefined}>
      <Link className="row" to={officeAddresses.sweet(sweet_id)} dir="auto">
        {name}
      </Link>
      <span className="sub">{admin.lowAt(quantity(threshold, unit))}</span>
      <b className={state === "out" ? "bad" : "warn"}>{state === "out" ? admin.out : quantity(available, unit)}</b>
      <Link
        className="btn deed"
        to={supplier_id === null ? officeAddresses.restock(sweet_id) : officeAddresses.orderSweet(sweet_id)}
        aria-label={supplier_id === null ? advice.makeOf(name) : advice.orderOf(name)}
      >
        {supplier_id === null ? advice.make : advice.order}
      </Link>
    </li>
  ));
  const all = { to: officeAddresses.runningLow, count: answer.data };
  return <Sheet title={admin.runningLow} answer={answer} rows={rows} all={all} none={admin.nothingLow} />;
}
