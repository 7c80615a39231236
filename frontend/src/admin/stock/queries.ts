import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { Decimal } from "../../ui/decimal.ts";
import { everyPage } from "../list/every-page.ts";

export type Lot = Schemas["LotDetail"];
export type Movement = Schemas["MovementRead"];
export type MovementKind = Schemas["MovementKind"];
export type Adjustment = Schemas["AdjustmentItem"];
export type Reason = Schemas["AdjustmentReason"];
export type Stocktake = Schemas["StocktakeRead"];
export type Count = Schemas["CountRead"];

export const MOVEMENT_KINDS: readonly MovementKind[] = ["restock", "sale", "void", "return", "adjustment", "count"];

/** The reasons that take stock away. */
export const LOSSES: readonly Reason[] = ["wastage", "expired", "damage", "theft", "tasting", "internal_use"];
/** The reasons that add stock. */
export const GAINS: readonly Reason[] = ["found", "opening"];
export const REASONS: readonly Reason[] = [...LOSSES, ...GAINS];

const HALF_A_MINUTE = 30_000;

export function lotQuery(id: number) {
  return queryOptions({
    queryKey: ["lots", id],
    queryFn: ({ signal }) => ask(api.GET("/api/lots/{lot_id}", { params: { path: { lot_id: id } }, signal })),
  });
}

const EXPIRED = { expired: true, empty: false } as const;

/** How many lots are past their day and hold some. */
export const expiredCountQuery = queryOptions({
  queryKey: ["lots", "expired", "count"],
  queryFn: ({ signal }) =>
    ask(api.GET("/api/lots", { params: { query: { ...EXPIRED, limit: 1, count: true } }, signal })),
  refetchInterval: HALF_A_MINUTE,
});

/** All lots that are past their day and hold some. */
export const expiredQuery = queryOptions({
  queryKey: ["lots", "expired"],
  queryFn: ({ signal }) =>
    everyPage((page) =>
      ask(api.GET("/api/lots", { params: { query: { ...EXPIRED, ...page, sort: "best_before" } }, signal })),
    ),
  staleTime: 0,
});

/** Everybody who works here or did, by name. */
export const staffQuery = queryOptions({
  queryKey: ["users", "staff"],
  queryFn: async ({ signal }) => {
    const of = (role: "admin" | "salesperson") =>
      everyPage((page) => ask(api.GET("/api/users", { params: { query: { ...page, role } }, signal })));
    return [...(await of("admin")), ...(await of("salesperson"))];
  },
});

export function adjustmentQuery(id: number) {
  return queryOptions({
    queryKey: ["adjustments", id],
    queryFn: ({ signal }) =>
      ask(api.GET("/api/adjustments/{adjustment_id}", { params: { path: { adjustment_id: id } }, signal })),
  });
}

/** Return what goods cost, not rounded; nothing if their cost is not known. */
export function costOf(quantity: string, unitCost: string | null): string {
  return new Decimal(quantity)
    .times(unitCost ?? "0")
    .abs()
    .toFixed();
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
