import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";

export const PERIODS = ["day", "week", "month"] as const;
export const RANKINGS = ["money", "quantity"] as const;
const BEST = 20;

/** Some business days, both included; without them the last thirty. */
export interface Span {
  from?: string;
  to?: string;
}

export function totalsQuery(span: Span, by: Schemas["PeriodKind"]) {
  return queryOptions({
    queryKey: ["dashboard", "figures", span, by],
    queryFn: ({ signal }) => ask(api.GET("/api/dashboard/total-sales", { params: { query: { ...span, by } }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function categoriesQuery(span: Span) {
  return queryOptions({
    queryKey: ["dashboard", "categories", span],
    queryFn: ({ signal }) => ask(api.GET("/api/metrics/sweets", { params: { query: span }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function bestQuery(span: Span, by: Schemas["Ranking"]) {
  return queryOptions({
    queryKey: ["dashboard", "best", span, by],
    queryFn: ({ signal }) =>
      ask(api.GET("/api/dashboard/top-sweets", { params: { query: { ...span, by, limit: BEST } }, signal })),
    placeholderData: keepPreviousData,
  });
}
