import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import type { Sweet } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { GAINS, type Lot, type Reason } from "./queries.ts";

const MOST = 100;

/** The lots of a sweet that hold some, those that go first in front; or the newest, which goods may have come from. */
function choicesQuery(sweet_id: number, isGain: boolean) {
  const query = isGain
    ? { sweet_id, limit: MOST, sort: "-received_at" }
    : { sweet_id, limit: MOST, sort: "best_before", empty: false };
  return queryOptions({
    queryKey: ["lots", "choices", sweet_id, isGain],
    queryFn: ({ signal }) => ask(api.GET("/api/lots", { params: { query }, signal })),
  });
}

/** The lots that an adjustment may name, and what happens if it names none. */
export function useLotOptions(sweet: Sweet | undefined, reason: Reason | undefined, chosen: string) {
  const { adjustments: words, stock } = useWords();
  const { quantity, date } = useFormats();
  const isGain = reason !== undefined && GAINS.includes(reason);
  const { data } = useQuery({ ...choicesQuery(sweet?.id ?? 0, isGain), enabled: sweet !== undefined });
  const lots = (data?.items ?? []).filter(({ is_expired }) => reason !== "expired" || is_expired);
  const label = ({ id, best_before, on_hand, unit }: Lot) =>
    words.lotChoice(
      stock.lotNumber(id),
      best_before === null ? stock.keepsOn : date(best_before),
      quantity(on_hand, unit),
    );
  const isListed = chosen === "" || lots.some(({ id }) => String(id) === chosen);
  return [
    { value: "", label: isGain ? words.newLot : reason === "expired" ? words.whatExpired : words.firstExpired },
    ...lots.map((lot) => ({ value: String(lot.id), label: label(lot) })),
    ...(isListed ? [] : [{ value: chosen, label: stock.lotNumber(Number(chosen)) }]),
  ];
}
