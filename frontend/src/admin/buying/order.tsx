import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { useTitle } from "../../ui/page.ts";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { NotLoaded } from "../not-loaded.tsx";
import { NothingHere } from "../nothing-here.tsx";
import { Deliveries } from "./deliveries.tsx";
import { Draft } from "./draft.tsx";
import { OrderFacts, OrderHead } from "./order-head.tsx";
import { orderQuery } from "./queries.ts";
import { Receive } from "./receive.tsx";
import { isToCome } from "./status.tsx";

/** One order: a draft to write, goods to receive, or what came of it. */
export default function Order() {
  const { buying } = useWords();
  const id = Number(useParams().id);
  const { data: order, error, refetch } = useQuery(orderQuery(id));
  useTitle(order === undefined ? buying.number : buying.orderOf(order.number));
  if (Number.isNaN(id)) return <NothingHere />;
  if (order === undefined && error !== null) return <NotLoaded error={error} onRetry={() => void refetch()} />;
  if (order === undefined) {
    return (
      <Loading>
        <Skeleton width="40%" height="2.5rem" />
      </Loading>
    );
  }
  if (order.status === "draft") return <Draft key={order.id} title={buying.draft(order.number)} order={order} />;
  if (isToCome(order)) return <Receive key={order.id} order={order} />;
  return (
    <>
      <OrderHead title={buying.orderOf(order.number)} order={order} />
      <OrderFacts order={order} />
      <Deliveries order={order} />
    </>
  );
}
