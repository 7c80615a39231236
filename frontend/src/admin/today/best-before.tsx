import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";
import { expiredCountQuery } from "../stock/queries.ts";
import { WriteOff } from "../stock/write-off.tsx";
import { expiringQuery } from "./queries.ts";
import { Sheet } from "./sheet.tsx";

export function BestBefore() {
  const { admin, adjustments } = useWords();
  const { quantity, daysAhead, day } = useFormats();
  const answer = useQuery(expiringQuery);
  const when = (bestBefore: string) => {
    const ahead = daysAhead(bestBefore);
    return ahead < 0 ? admin.expired : ahead === 0 ? admin.today : ahead === 1 ? admin.tomorrow : day(bestBefore);
  };
  const rows = answer.data?.items.map((lot) => (
    <li key={lot.id}>
      <Link className="row" to={officeAddresses.sweet(lot.sweet_id)} dir="auto">
        {lot.sweet_name}
      </Link>
      <span className="sub">{admin.lot(String(lot.id), quantity(lot.on_hand, lot.unit))}</span>
      {lot.best_before !== null && (
        <b className={lot.is_expired ? "bad" : daysAhead(lot.best_before) === 0 ? "warn" : undefined}>
          {when(lot.best_before)}
        </b>
      )}
    </li>
  ));
  const all = { to: officeAddresses.expiring, count: answer.data };
  const expired = useQuery(expiredCountQuery).data?.total ?? 0;
  const foot = expired > 0 && (
    <p className="few-foot">
      <Link className="bad" to={officeAddresses.expired}>
        {adjustments.expiredWaits(expired)}
      </Link>
      <WriteOff />
    </p>
  );
  return (
    <Sheet title={admin.bestBefore} answer={answer} rows={rows} all={all} none={admin.nothingExpires} foot={foot} />
  );
}
