import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";
import { useFrozenKey } from "../frozen-key.ts";

export type Drawer = Schemas["DrawerSessionRead"];

const HALF_A_MINUTE = 30_000;

/** The drawer that somebody has open, or null. */
export function ownDrawerQuery(opened_by: number) {
  return queryOptions({
    queryKey: ["drawers", "own", opened_by],
    queryFn: async ({ signal }): Promise<Drawer | null> => {
      const query = { open: true, opened_by, limit: 1 };
      const { items } = await ask(api.GET("/api/drawer-sessions", { params: { query }, signal }));
      return items[0] ?? null;
    },
    // Each sale moves it.
    staleTime: 0,
    refetchInterval: HALF_A_MINUTE,
  });
}

export function drawerQuery(drawer_session_id: number) {
  return queryOptions({
    queryKey: ["drawers", drawer_session_id],
    queryFn: ({ signal }) =>
      ask(api.GET("/api/drawer-sessions/{drawer_session_id}", { params: { path: { drawer_session_id } }, signal })),
    staleTime: 0,
    refetchInterval: HALF_A_MINUTE,
  });
}

/** The X or Z report, as it is printed. */
export function drawerPaperQuery({ id, is_open, expected }: Drawer) {
  return queryOptions({
    queryKey: ["drawers", id, "report", is_open, expected],
    queryFn: () =>
      ask(
        api.GET("/api/drawer-sessions/{drawer_session_id}/report", {
          params: { path: { drawer_session_id: id }, query: { format: "html" } },
          parseAs: "text",
        }),
      ) as Promise<unknown> as Promise<string>,
    // What is paid by card moves no cash.
    staleTime: is_open ? 0 : Number.POSITIVE_INFINITY,
  });
}

/** Open, close or move cash: once, however often it is pressed before there is an answer. */
export function useDrawerChange<Body, Answer>(send: (body: Body, key: string) => Promise<Answer>) {
  const queries = useQueryClient();
  const once = useFrozenKey();
  return useMutation({
    mutationFn: (body: Body) => once(body, (key) => send(body, key)),
    // Not waited for: the form says that it is done before the window shows what there is now.
    onSettled: () => {
      for (const key of ["drawers", "audit"]) void queries.invalidateQueries({ queryKey: [key] });
    },
  });
}
