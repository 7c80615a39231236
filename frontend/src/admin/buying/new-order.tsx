import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { Failure } from "../../ui/failure.tsx";
import { useFormats } from "../../ui/formats.ts";
import { useTitle } from "../../ui/page.ts";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { linesOfAdvice } from "./advised-lines.ts";
import { Draft } from "./draft.tsx";
import { adviceOn } from "./queries.ts";

/** A new order: empty, to a supplier, or of one sweet as the advice has it. */
export default function NewOrder() {
  const { buying } = useWords();
  const { places } = useFormats();
  const [params] = useSearchParams();
  const sweet = Number(params.get("sweet_id"));
  useTitle(buying.newOrder);
  const isOfSweet = Number.isSafeInteger(sweet) && sweet > 0;
  const { data, error, refetch } = useQuery({
    queryKey: ["advice", "order", sweet],
    queryFn: async () => {
      const advice = await adviceOn(sweet);
      return { advice, lines: await linesOfAdvice(advice === undefined ? [] : [advice], places, () => 1) };
    },
    enabled: isOfSweet,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (isOfSweet && error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  if (isOfSweet && data === undefined) {
    return (
      <Loading>
        <Skeleton width="40%" height="2.5rem" />
      </Loading>
    );
  }
  const supplierId = params.get("supplier_id") ?? String(data?.advice?.supplier_id ?? "");
  return <Draft key={String(params)} title={buying.newOrder} supplierId={supplierId} firstLines={data?.lines ?? []} />;
}
