import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, ask } from "../api/client.ts";
import { filtersOf, type Wanted } from "./wanted.ts";

const PAGE = 24;
/** As long as somebody may look at a sweet before going back to the tray. */
const KEPT_MS = 30 * 60_000;

export const categoriesQuery = queryOptions({
  queryKey: ["categories"],
  queryFn: () => ask(api.GET("/api/categories", { params: { query: { limit: 200, sort: "created_at" } } })),
  staleTime: KEPT_MS,
});

/** The sweets that somebody wants to see, a page at a time. */
export function traysQuery(wanted: Wanted) {
  const filters = filtersOf(wanted);
  return infiniteQueryOptions({
    queryKey: ["sweets", "trays", filters],
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET("/api/sweets", {
          params: {
            query: { ...filters, limit: PAGE, ...(pageParam === null ? { count: true } : { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    gcTime: KEPT_MS,
  });
}
