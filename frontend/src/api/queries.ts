import { QueryClient } from "@tanstack/react-query";
import { asProblem } from "./problems.ts";
import { currentSession, onSession } from "./session.ts";

const TRIES = 3;

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays a refusal; only what may pass is asked again.
      retry: (failures, error) => asProblem(error).isPassing && failures < TRIES,
      networkMode: "always",
    },
    mutations: { retry: false, networkMode: "always" },
  },
});

/** Forget what one person saw before the next one sees the page. */
let viewer: number | null = null;
onSession(() => {
  const session = currentSession();
  const next = session.status === "in" ? session.user.id : null;
  if (viewer !== null && next !== viewer) queries.clear();
  viewer = next;
});
