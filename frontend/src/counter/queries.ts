import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, ask } from "../api/client.ts";
import type { Schemas } from "../api/types.ts";
import { basketOf, type Ticket } from "./ticket/ticket.ts";

export type Quote = Schemas["QuoteRead"];

const PAGE = 200;
const HALF_A_MINUTE = 30_000;

/** The tray, in the same order all day: hands remember where a sweet lies. */
export function trayQuery(category: number | null) {
  return infiniteQueryOptions({
    queryKey: ["sweets", "tray", category],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET("/api/sweets", {
          params: {
            query: {
              limit: PAGE,
              sort: "name",
              ...(category !== null && { category_id: category }),
              ...(pageParam !== null && { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    refetchInterval: HALF_A_MINUTE,
    placeholderData: keepPreviousData,
  });
}

/** Sweets that a text may mean, typing errors forgiven. */
export function searchQuery(text: string) {
  return queryOptions({
    queryKey: ["sweets", "search", text],
    queryFn: ({ signal }) => ask(api.GET("/api/sweets", { params: { query: { q: text, limit: 20 } }, signal })),
    enabled: text !== "",
  });
}

export const categoriesQuery = queryOptions({
  queryKey: ["categories"],
  queryFn: () => ask(api.GET("/api/categories", { params: { query: { limit: PAGE } } })),
  staleTime: HALF_A_MINUTE * 10,
});

/** What the ticket costs now, by the rules of a sale, and what keeps it from being sold. */
export function quoteQuery(ticket: Ticket) {
  // What it comes to by card is in the answer too.
  const body = { ...basketOf(ticket), tender: "cash" } as const;
  return queryOptions({
    queryKey: ["quote", body],
    queryFn: ({ signal }) => ask(api.POST("/api/sales/quote", { body, signal })),
    enabled: ticket.lines.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: HALF_A_MINUTE,
  });
}

/** Customers that a part of a name or of a phone number may mean. */
export function customersQuery(text: string) {
  return queryOptions({
    queryKey: ["customers", "search", text],
    queryFn: ({ signal }) => ask(api.GET("/api/customers", { params: { query: { q: text, limit: 6 } }, signal })),
    enabled: text.length > 1,
    placeholderData: keepPreviousData,
  });
}

/** What a refund of some lines of a sale would give back, or why the shop would refuse it. */
export function refundQuoteQuery(saleId: number, lines: Schemas["RefundCreate"]["lines"]) {
  return queryOptions({
    queryKey: ["sales", saleId, "refund quote", lines],
    queryFn: ({ signal }) =>
      ask(
        api.POST("/api/sales/{sale_id}/refunds/quote", {
          params: { path: { sale_id: saleId } },
          body: { lines, restock: false },
          signal,
        }),
      ),
    retry: false,
  });
}

/** The newest sales, or the one with a number. */
export function recentSalesQuery(number: string | null) {
  return queryOptions({
    queryKey: ["sales", "list", number],
    queryFn: ({ signal }) =>
      ask(api.GET("/api/sales", { params: { query: { limit: 30, ...(number !== null && { number }) } }, signal })),
  });
}

/** The orders that wait for their buyers, the oldest first. */
export const toCollectQuery = queryOptions({
  queryKey: ["sales", "list", "to collect"],
  queryFn: ({ signal }) =>
    ask(api.GET("/api/sales", { params: { query: { limit: 200, to_collect: true, sort: "created_at" } }, signal })),
  refetchInterval: HALF_A_MINUTE,
});
