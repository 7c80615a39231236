import { useQuery } from "@tanstack/react-query";
import { useFormats } from "../../ui/formats.ts";
import { useTitle } from "../../ui/page.ts";
import { useShop } from "../../ui/shop.tsx";
import { useWords } from "../../words/index.tsx";
import { Head } from "../frame.tsx";
import { BestBefore } from "./best-before.tsx";
import { statsQuery } from "./queries.ts";
import { RunningLow } from "./running-low.tsx";
import { Selling } from "./selling.tsx";
import { Takings } from "./takings.tsx";
import { Waiting } from "./waiting.tsx";
import "./today.css";

/** What the shop takes, what waits, what runs low, what has to be sold first, and what sells. */
export function Today() {
  const { admin } = useWords();
  const { today } = useShop();
  const { weekday, day } = useFormats();
  const { data: stats } = useQuery(statsQuery);
  useTitle(admin.places.today);
  return (
    <>
      <Head title={admin.places.today} aside={`${weekday(today)}, ${day(today)}`} />
      <div className="top">
        <Takings stats={stats} />
        <Waiting />
      </div>
      <div className="three">
        <RunningLow />
        <BestBefore />
        <Selling />
      </div>
    </>
  );
}
