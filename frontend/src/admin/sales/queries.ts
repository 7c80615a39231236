import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";

export const STATUSES = ["completed", "voided"] as const;
export const PAYMENT_STATES = ["paid", "due", "partly_paid"] as const;

/** The newest sale tells which year and how many digits a number has. */
export const newestSaleQuery = queryOptions({
  queryKey: ["sales", "newest"],
  queryFn: () => ask(api.GET("/api/sales", { params: { query: { limit: 1 } } })),
  staleTime: 60_000,
});

export function saleQuery(sale_id: number) {
  return queryOptions({
    queryKey: ["sales", sale_id],
    queryFn: ({ signal }) => ask(api.GET("/api/sales/{sale_id}", { params: { path: { sale_id } }, signal })),
  });
}

export function saleLotsQuery(sale_id: number) {
  return queryOptions({
    queryKey: ["sales", sale_id, "lots"],
    queryFn: ({ signal }) => ask(api.GET("/api/sales/{sale_id}/lots", { params: { path: { sale_id } }, signal })),
  });
}

export function refundsQuery(sale_id: number) {
  return queryOptions({
    queryKey: ["sales", sale_id, "refunds"],
    queryFn: ({ signal }) =>
      ask(
        api.GET("/api/sales/{sale_id}/refunds", {
          params: { path: { sale_id }, query: { limit: 200, sort: "created_at" } },
          signal,
        }),
      ),
  });
}

export function customerQuery(customer_id: number) {
  return queryOptions({
    queryKey: ["customers", customer_id],
    queryFn: ({ signal }) =>
      ask(api.GET("/api/customers/{customer_id}", { params: { path: { customer_id } }, signal })),
  });
}
