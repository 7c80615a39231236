import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";

const PAGE = 50;
/** As long as somebody may look at a row before going back to its list. */
const KEPT_MS = 30 * 60_000;

export interface PageOf<Row> {
  items: Row[];
  next_cursor: string | null;
  total?: number | null;
  total_is_exact?: boolean | null;
}

/** What a list asks of the API beside its filters: the first page counts, the others follow their cursor. */
export interface PageQuery {
  limit: number;
  count?: true;
  cursor?: string;
}

/** A list that the shop pages, sorts and filters: `key` names it with all that it is asked for. */
export interface List<Row> {
  key: readonly unknown[];
  load: (page: PageQuery, signal: AbortSignal) => Promise<PageOf<Row>>;
  /** In how many milliseconds what is shown is asked for again. */
  againIn?: (rows: readonly Row[]) => number | false;
}

export interface Listed<Row> {
  /** Undefined while the first page is on its way. */
  rows: readonly Row[] | undefined;
  total: number | undefined;
  /** False if there are more than the shop counted. */
  isExact: boolean;
  error: Error | null;
  hasMore: boolean;
  isLoadingMore: boolean;
  more: () => void;
  again: () => void;
}

export function useList<Row>({ key, load, againIn }: List<Row>): Listed<Row> {
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      load({ limit: PAGE, ...(pageParam === null ? { count: true } : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    gcTime: KEPT_MS,
    refetchInterval: ({ state }) => againIn?.(state.data?.pages.flatMap(({ items }) => items) ?? []) ?? false,
    placeholderData: keepPreviousData,
  });
  return {
    rows: data?.pages.flatMap(({ items }) => items),
    total: data?.pages[0]?.total ?? undefined,
    isExact: data?.pages[0]?.total_is_exact !== false,
    error,
    hasMore: hasNextPage,
    isLoadingMore: isFetchingNextPage,
    more: () => void fetchNextPage(),
    again: () => void refetch(),
  };
}
