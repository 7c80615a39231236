import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";
import { lowQuery } from "./queries.ts";
import { Sheet } from "./sheet.tsx";

export function RunningLow() {
  const { admin, adjustments } = useWords();
  const { quantity } = useFormats();
  const answer = useQuery(lowQuery);
  const rows = answer.data?.items.map(({ sweet_id, name, state, available, threshold, unit }) => (
    <li key={sweet_id} className={state === "out" ? "is-out" : undefined}>
      <Link className="row" to={officeAddresses.sweet(sweet_id)} dir="auto">
        {name}
      </Link>
      <span className="sub">
        {admin.lowAt(quantity(threshold, unit))}{" "}
        <Link className="over" to={officeAddresses.restock(sweet_id)} aria-label={`${adjustments.makeIt}: ${name}`}>
          {adjustments.makeIt}
        </Link>
      </span>
      <b className={state === "out" ? "bad" : "warn"}>{state === "out" ? admin.out : quantity(available, unit)}</b>
    </li>
  ));
  const all = { to: officeAddresses.catalogueOf("low"), count: answer.data?.total };
  return <Sheet title={admin.runningLow} answer={answer} rows={rows} all={all} none={admin.nothingLow} />;
}
