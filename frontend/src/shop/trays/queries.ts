import { infiniteQueryOptions, type QueryKey, queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { addressOfWanted, filtersOf, type Wanted } from "./wanted.ts";

const PAGE = 24;
/** The most that the API gives at once. */
const MOST = 200;
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
  const queryKey = ["sweets", "trays", filters];
  // Where the first tray takes two places, the last row is full without one.
  const usual = addressOfWanted(wanted) === "" ? PAGE - 1 : PAGE;
  const first = () => Math.min(Math.max(usual, shownFirst(queryKey)), MOST);
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET("/api/sweets", {
          params: {
            query:
              pageParam === null
                ? { ...filters, limit: first(), count: true }
                : { ...filters, limit: PAGE, cursor: pageParam },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    gcTime: KEPT_MS,
  });
}

/** Note at this place of the history how many sweets are shown, so that a reload or the way back shows as many. */
export function rememberShown(count: number): void {
  history.replaceState({ ...history.state, shown: count }, "");
}

function shownFirst(queryKey: QueryKey): number {
  const pages = queries.getQueryData<{ pages: { items: unknown[] }[] }>(queryKey)?.pages;
  return pages?.[0]?.items.length ?? history.state?.shown ?? 0;
}
