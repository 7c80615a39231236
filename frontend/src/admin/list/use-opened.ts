import { useQuery } from "@tanstack/react-query";

/** Return the row that an address opens: from its list, or asked for if its page is not loaded. */
export function useOpened<Row extends { id: number }>(
  kind: string,
  id: string | null,
  rows: readonly Row[] | undefined,
  load: (id: number) => Promise<Row>,
): Row | undefined {
  const listed = rows?.find((row) => String(row.id) === id);
  const isId = id !== null && /^[1-9]\d*$/.test(id);
  const { data } = useQuery({
    queryKey: [kind, "one", id],
    queryFn: () => load(Number(id)),
    enabled: isId && rows !== undefined && listed === undefined,
  });
  return listed ?? data;
}
