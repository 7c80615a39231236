import { useEffect, useRef, useState } from "react";
import { toast } from "../../../ui/messages.tsx";
import { useProblemWords } from "../../../words/use-problem-words.ts";
import { everyPage } from "../../list/every-page.ts";
import type { PageOf, PageQuery } from "../../list/use-list.ts";

/** Gathers all rows that match a list's filters, page by page; `count` says how many are there already. */
export function useAll<Row>(
  load: (page: PageQuery, signal: AbortSignal) => Promise<PageOf<Row>>,
  onAll: (rows: readonly Row[]) => void,
) {
  const say = useProblemWords();
  const [count, setCount] = useState<number | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  async function gather() {
    const controller = new AbortController();
    running.current = controller;
    let loaded = 0;
    setCount(0);
    try {
      const rows = await everyPage(async (wanted) => {
        const page = await load(wanted, controller.signal);
        controller.signal.throwIfAborted();
        loaded += page.items.length;
        setCount(loaded);
        return page;
      });
      onAll(rows);
    } catch (error) {
      if (!controller.signal.aborted) toast(say(error));
    } finally {
      if (running.current === controller) setCount(null);
    }
  }

  function stop() {
    running.current?.abort();
    setCount(null);
  }

  return { count, gather: () => void gather(), stop };
}
