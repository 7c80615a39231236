import { useEffect, useRef, useState } from "react";
import { toast } from "../../../ui/messages.tsx";
import { useProblemWords } from "../../../words/use-problem-words.ts";
import type { PageOf, PageQuery } from "../../list/use-list.ts";

const PAGE = 200;

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
    const rows: Row[] = [];
    let cursor: string | null = null;
    setCount(0);
    try {
      do {
        const page: PageOf<Row> = await load({ limit: PAGE, ...(cursor !== null && { cursor }) }, controller.signal);
        if (controller.signal.aborted) return;
        rows.push(...page.items);
        cursor = page.next_cursor;
        setCount(rows.length);
      } while (cursor !== null);
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
