import { useMutation } from "@tanstack/react-query";
import { api, ask } from "../../../api/client.ts";
import { asProblem } from "../../../api/problems.ts";
import { queries } from "../../../api/queries.ts";
import { keepStocktake, type Stocktake, stocktakeQuery } from "../queries.ts";

export interface Counted {
  sweetId: number;
  /** What the books said when it was counted. */
  expected: string;
  counted: string;
}

/** Notes what was counted of one sweet, in place of what was counted of it before. */
export function useCount(stocktake: Stocktake, onSaved: (counted: Counted) => void) {
  return useMutation({
    mutationFn: ({ sweetId, expected, counted }: Counted) =>
      ask(
        api.PUT("/api/stocktakes/{stocktake_id}/counts", {
          params: { path: { stocktake_id: stocktake.id } },
          body: {
            counts: [{ sweet_id: sweetId, expected, counted }],
            recount: stocktake.counts.some(({ sweet_id }) => sweet_id === sweetId),
          },
        }),
      ),
    onSuccess: (saved, counted) => {
      keepStocktake(saved);
      onSaved(counted);
    },
    onError: (error, { sweetId }) => {
      // The stock moved, or somebody else counted it: show what the books say now.
      if (asProblem(error).status !== 409) return;
      void queries.invalidateQueries({ queryKey: ["sweets", sweetId] });
      void queries.invalidateQueries({ queryKey: stocktakeQuery(stocktake.id).queryKey });
    },
  });
}
