import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";

export type Stats = Schemas["StatsRead"];
export type Figures = Schemas["FiguresRead"];

const HALF_A_MINUTE = 30_000;
const FEW = 6;

export const statsQuery = queryOptions({
  queryKey: ["dashboard", "stats"],
  queryFn: () => ask(api.GET("/api/dashboard/stats")),
  refetchInterval: HALF_A_MINUTE,
});

/** What was taken on each day of a period, both ends included. */
export function takingsQuery(from: string, to: string) {
  return queryOptions({
    queryKey: ["dashboard", "takings", from, to],
    queryFn: ({ signal }) =>
      ask(api.GET("/api/dashboard/total-sales", { params: { query: { from, to, by: "day" } }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: HALF_A_MINUTE,
  });
}

export const lowQuery = queryOptions({
  queryKey: ["dashboard", "low"],
  queryFn: () => ask(api.GET("/api/dashboard/low-stock", { params: { query: { limit: FEW, count: true } } })),
  refetchInterval: HALF_A_MINUTE,
});

/** Lots that are past their best-before day or reach it within a few days. */
export const expiringQuery = queryOptions({
  queryKey: ["lots", "expiring"],
  queryFn: () =>
    ask(
      api.GET("/api/lots", {
        params: { query: { limit: FEW, count: true, expiring_within_days: 2, empty: false, sort: "best_before" } },
      }),
    ),
  refetchInterval: HALF_A_MINUTE,
});

export function sellingQuery(day: string) {
  return queryOptions({
    queryKey: ["dashboard", "selling", day],
    queryFn: () =>
      ask(api.GET("/api/dashboard/top-sweets", { params: { query: { from: day, to: day, by: "money", limit: FEW } } })),
    refetchInterval: HALF_A_MINUTE,
  });
}

export function ordersToReceiveQuery(status: "ordered" | "partially_received") {
  return queryOptions({
    queryKey: ["purchases", "waiting", status],
    queryFn: () => ask(api.GET("/api/purchases", { params: { query: { status, limit: FEW, sort: "expected_on" } } })),
  });
}

/** The newest imports: what they refused may have to be brought in. */
export const importsQuery = queryOptions({
  queryKey: ["imports", "waiting"],
  queryFn: () => ask(api.GET("/api/imports", { params: { query: { dry_run: false, limit: FEW } } })),
});

export const openCountsQuery = queryOptions({
  queryKey: ["stocktakes", "open"],
  queryFn: () => ask(api.GET("/api/stocktakes", { params: { query: { status: "open", limit: FEW } } })),
});
