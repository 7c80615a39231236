import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { useFormats } from "../../../ui/formats.ts";
import { useTitle } from "../../../ui/page.ts";
import { StaffIcon } from "../../../ui/staff-icon.tsx";
import { Loading, Skeleton } from "../../../ui/states.tsx";
import { useWords } from "../../../words/index.tsx";
import { useWanted } from "../../list/use-wanted.ts";
import { NotLoaded } from "../../not-loaded.tsx";
import { NothingHere } from "../../nothing-here.tsx";
import { officeAddresses } from "../../places.ts";
import { type Stocktake, stocktakeQuery } from "../queries.ts";
import { Counting } from "./counting.tsx";
import { Review } from "./review.tsx";
import "./count.css";

/** A stocktake, made for a phone in the store room: count sweet by sweet, review, post. */
export default function Count() {
  const { stock } = useWords();
  const id = Number(useParams().id);
  const { data: stocktake, error, refetch } = useQuery(stocktakeQuery(id));
  const [{ view }, want] = useWanted(["view", "sweet"]);
  useTitle(stock.countOf(id));
  if (Number.isNaN(id)) return <NothingHere />;
  if (stocktake === undefined && error !== null) return <NotLoaded error={error} onRetry={() => void refetch()} />;
  if (stocktake === undefined) {
    return (
      <Loading>
        <Skeleton width="60%" height="2.5rem" />
      </Loading>
    );
  }
  const isReviewed = view === "review" || stocktake.status !== "open";
  return (
    <div className="count">
      <CountHead stocktake={stocktake} />
      {isReviewed ? (
        <Review
          stocktake={stocktake}
          onBack={() => want({ view: "" })}
          onCount={(sweetId) => want({ view: "", sweet: String(sweetId) })}
        />
      ) : (
        <Counting stocktake={stocktake} />
      )}
    </div>
  );
}

function CountHead({ stocktake }: { stocktake: Stocktake }) {
  const { stock } = useWords();
  const { date, time } = useFormats();
  const { id, note, opened_at, status } = stocktake;
  return (
    <header className="count-head">
      <Link className="btn plain icon" to={officeAddresses.counts} aria-label={stock.counts}>
        <StaffIcon name="left" />
      </Link>
      <div>
        <h1 dir="auto">{note ?? stock.countOf(id)}</h1>
        <p className="soft small">
          {note !== null && `${stock.countOf(id)}, `}
          {date(opened_at)}, {time(opened_at)}
        </p>
      </div>
      {status !== "open" && (
        <span className={status === "posted" ? "tag ok" : "tag"}>{stock.countStatuses[status]}</span>
      )}
    </header>
  );
}
