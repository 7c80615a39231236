import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";

export const STOCK_STATES = ["ok", "low", "out"] as const;

export const categoriesQuery = queryOptions({
  queryKey: ["categories", "office"],
  queryFn: () => ask(api.GET("/api/categories", { params: { query: { limit: 200, sort: "name" } } })),
});

/** What an address says of the stock; what makes no sense there is not said. */
export function stateIn(text: string) {
  const stock_state = STOCK_STATES.find((state) => state === text);
  return stock_state === undefined ? {} : { stock_state };
}
