import type { PageOf } from "./use-list.ts";

const MOST = 200;

/** Load all pages of a list, one after another. */
export async function everyPage<Row>(
  load: (page: { limit: number; cursor?: string }) => Promise<PageOf<Row>>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  do {
    const page: PageOf<Row> = await load({ limit: MOST, ...(cursor !== null && { cursor }) });
    rows.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return rows;
}
