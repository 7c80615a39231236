import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { asProblem } from "../api/problems.ts";
import { useOnline } from "../ui/use-online.ts";

const ASK_AGAIN_MS = 5_000;

export type Connection = "online" | "no answer" | "offline";

/**
 * Whether the shop can be reached: by what the browser knows, and by the last answer of any query. While there is none,
 * the tray is asked again every few seconds.
 */
export function useConnection(): Connection {
  const isOnline = useOnline();
  const queries = useQueryClient();
  const [isAnswered, setAnswered] = useState(true);
  useEffect(
    () =>
      queries.getQueryCache().subscribe((event) => {
        if (event.type !== "updated") return;
        if (event.action.type === "success") setAnswered(true);
        if (event.action.type === "error" || event.action.type === "failed") {
          setAnswered(!asProblem(event.action.error).isUnanswered);
        }
      }),
    [queries],
  );
  useEffect(() => {
    if (isOnline && isAnswered) return;
    const timer = setInterval(() => void queries.refetchQueries({ queryKey: ["shop"] }), ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isOnline, isAnswered, queries]);
  if (!isOnline) return "offline";
  return isAnswered ? "online" : "no answer";
}
