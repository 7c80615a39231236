import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";

export type Account = Schemas["AccountRead"];
export type Entry = Schemas["AccountEntryRead"];
export type Overdue = Schemas["OverdueRead"];

/** Ages in days, with the names they have in the API. */
export const AGES = [
  [30, "days_30"],
  [60, "days_60"],
  [90, "days_90"],
] as const;

/** What a customer owes, with one entry only. */
export function accountQuery(customer_id: number) {
  return queryOptions({
    queryKey: ["customers", customer_id, "account"],
    queryFn: ({ signal }) =>
      ask(
        api.GET("/api/customers/{customer_id}/account", {
          params: { path: { customer_id }, query: { limit: 1 } },
          signal,
        }),
      ),
  });
}

export function statementQuery(customer_id: number, query: { from?: string; to?: string }) {
  return queryOptions({
    queryKey: ["customers", customer_id, "statement", query],
    queryFn: async ({ signal }) => {
      const params = { path: { customer_id }, query };
      // Without a format it is JSON, whatever else the address answers with.
      return (await ask(
        api.GET("/api/customers/{customer_id}/statement", { params, signal }),
      )) as Schemas["StatementRead"];
    },
  });
}

export const duesQuery = queryOptions({
  queryKey: ["customers", "dues"],
  queryFn: ({ signal }) => ask(api.GET("/api/dashboard/dues", { params: { query: { limit: 200 } }, signal })),
});
