import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Sweet } from "../../api/types.ts";
import { isQuantity } from "../../ui/quantity.ts";
import { searchQuery, trayQuery } from "../queries.ts";
import { findSweets } from "./find.ts";

const PAUSE_MS = 150;

/**
 * The sweets to show: the tray, or those that the text finds. What is on the page is found at once; what the shop finds
 * besides, further down the tray or despite a typing error, comes after it, so that the marked sweet stays where it is.
 */
export function useTray(text: string, category: number | null) {
  const queries = useQueryClient();
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(trayQuery(category));
  const all = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const here = useMemo(() => findSweets(text, all), [text, all]);
  const wanted = text.trim();
  // A number at the end may belong to the name of a sweet that is not on the page yet.
  const isAllHere = !hasNextPage;
  const asked = wanted.length < 2 || (here.quantity !== null && isAllHere) || isQuantity(wanted) ? "" : wanted;
  const settled = useSettled(asked);
  const search = useQuery(searchQuery(settled));
  const others = settled === asked && asked !== "" ? (search.data?.items ?? []) : [];

  const known = new Set(here.sweets.map(({ id }) => id));
  const found = [...here.sweets, ...others.filter(({ id }) => !known.has(id))];

  return {
    sweets: wanted === "" ? all : found,
    quantity: here.quantity,
    isSearching: asked !== settled || search.isFetching,
    loadMore: () => {
      if (hasNextPage && !isFetchingNextPage && wanted === "") void fetchNextPage();
    },
    /** Ask the shop for the first sweet that the text means, however fast Enter came. */
    findFirst: async (): Promise<Sweet | undefined> => {
      if (asked === "") return undefined;
      return (await queries.fetchQuery(searchQuery(asked))).items[0];
    },
  };
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
