import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { type LiveEvent, type Liveness, listen } from "./stream.ts";

/** Many sales in a moment are one reason to ask again. */
const TOGETHER_MS = 300;

/** Keep what is shown up to date while it is shown; return whether it is, for those who look. */
export function useLive(onEvent: (event: LiveEvent) => void): Liveness {
  const queries = useQueryClient();
  const [liveness, setLiveness] = useState<Liveness>("waiting");
  const handle = useRef(onEvent);
  useEffect(() => {
    handle.current = onEvent;
  });
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const askAgain = () => {
      timer = undefined;
      void queries.invalidateQueries();
    };
    listen((told) => {
      if (told.liveness !== undefined) setLiveness(told.liveness);
      if (told.event === undefined) return;
      handle.current(told.event);
      timer ??= setTimeout(askAgain, TOGETHER_MS);
    }, stop.signal);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [queries]);
  return liveness;
}
