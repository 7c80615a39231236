import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";

export type Lot = Schemas["LotDetail"];
export type Movement = Schemas["MovementRead"];
export type MovementKind = Schemas["MovementKind"];
export type Stocktake = Schemas["StocktakeRead"];
export type Count = Schemas["CountRead"];

export const MOVEMENT_KINDS: readonly MovementKind[] = ["restock", "sale", "void", "return", "adjustment", "count"];

const HALF_A_MINUTE = 30_000;

export function lotQuery(id: number) {
  return queryOptions({
    queryKey: ["lots", id],
    queryFn: ({ signal }) => ask(api.GET("/api/lots/{lot_id}", { params: { path: { lot_id: id } }, signal })),
  });
}

/** A stocktake with its counts; others count and sell meanwhile. */
export function stocktakeQuery(id: number) {
  return queryOptions({
    queryKey: ["stocktakes", id],
    queryFn: ({ signal }) =>
      ask(api.GET("/api/stocktakes/{stocktake_id}", { params: { path: { stocktake_id: id } }, signal })),
    refetchInterval: HALF_A_MINUTE,
  });
}

export function keepStocktake(stocktake: Stocktake): void {
  void queries.invalidateQueries({ queryKey: ["stocktakes"] });
  queries.setQueryData(stocktakeQuery(stocktake.id).queryKey, stocktake);
}
