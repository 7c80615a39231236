import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { asProblem } from "../../../api/problems.ts";
import type { Sweet } from "../../../api/types.ts";
import type { Changes } from "./changes.ts";
import { type Sent, send, type Undo } from "./send.ts";

/** Sends a change of many sweets; asks about those that are stale, and goes on after what stopped it. */
export function useSending(chosen: readonly Sweet[], onDone: (changed: number, undo: readonly Undo[]) => void) {
  const so = useRef<{ changed: number; undo: readonly Undo[] }>({ changed: 0, undo: [] });
  const [rest, setRest] = useState(chosen);
  const [through, setThrough] = useState(0);
  const [stale, setStale] = useState<Sent | null>(null);
  const [error, setError] = useState<unknown>(null);

  const { mutate, isPending } = useMutation({
    mutationFn: ({ sweets, changes }: { sweets: readonly Sweet[]; changes: Changes }) =>
      send(sweets, changes, setThrough),
    onMutate: () => setError(null),
    onSuccess: (sent) => {
      so.current = { changed: so.current.changed + sent.changed, undo: [...so.current.undo, ...sent.undo] };
      if (sent.stop !== undefined) {
        setStale(null);
        setRest([...sent.held, ...sent.stop.rest]);
        setError(sent.stop.error);
      } else if (sent.held.length > 0) {
        setRest(sent.held);
        setStale(sent);
      } else onDone(so.current.changed, so.current.undo);
    },
  });

  return {
    /** Those that are not changed yet. */
    rest,
    through,
    changed: so.current.changed,
    undo: so.current.undo,
    stale,
    error,
    isAboutPrice: error !== null && asProblem(error).code === "price_out_of_range",
    isPending,
    send: (changes: Changes, sweets = rest) => {
      setThrough(0);
      if (sweets.length > 0) mutate({ sweets, changes });
      else onDone(so.current.changed, so.current.undo);
    },
  };
}

export type Sending = ReturnType<typeof useSending>;
