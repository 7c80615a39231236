import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "../api/client.ts";

const HALF_A_MINUTE = 30_000;

/** What the settings let the one who is logged in do. */
export const limitsQuery = queryOptions({
  queryKey: ["limits"],
  queryFn: () => ask(api.GET("/api/shop/limits")),
  staleTime: HALF_A_MINUTE,
});
