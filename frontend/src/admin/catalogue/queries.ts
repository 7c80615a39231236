import { type InfiniteData, queryOptions, useQuery } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas, Sweet } from "../../api/types.ts";
import { oneOf } from "../list/one-of.ts";
import { said, type Wanted } from "../list/use-wanted.ts";

export const STOCK_STATES = ["low,out", "ok", "low", "out"] as const;

export const categoriesQuery = queryOptions({
  queryKey: ["categories", "office"],
  queryFn: () => ask(api.GET("/api/categories", { params: { query: { limit: 200, sort: "name" } } })),
});

export const taxClassesQuery = queryOptions({
  queryKey: ["tax-classes"],
  queryFn: () => ask(api.GET("/api/tax-classes", { params: { query: { limit: 200, sort: "name" } } })),
});

export function sweetQuery(sweet_id: number) {
  return queryOptions({
    queryKey: ["sweets", "office", sweet_id],
    queryFn: () => ask(api.GET("/api/sweets/{sweet_id}", { params: { path: { sweet_id } } })),
  });
}

const FEW = 5;

/** The lots of a sweet that hold some, those that go first in front. */
export function lotsQuery(sweet_id: number) {
  const query = { sweet_id, empty: false, sort: "best_before", limit: FEW };
  return queryOptions({
    queryKey: ["lots", "of", sweet_id],
    queryFn: () => ask(api.GET("/api/lots", { params: { query } })),
  });
}

/** What moved last of a sweet. */
export function movementsQuery(sweet_id: number) {
  return queryOptions({
    queryKey: ["movements", "of", sweet_id],
    queryFn: () => ask(api.GET("/api/stock-movements", { params: { query: { sweet_id, limit: FEW } } })),
  });
}

/** Show a sweet as an answer says it is, and ask again for whatever else shows it. */
export function takeSweet(sweet: Sweet): void {
  queries.setQueryData(sweetQuery(sweet.id).queryKey, sweet);
  queries.setQueriesData<InfiniteData<Schemas["SweetPage"]>>(
    { queryKey: ["sweets", "office"], predicate: ({ state }) => isListed(state.data) },
    (listed) => listed && { ...listed, pages: listed.pages.map((page) => withSweet(page, sweet)) },
  );
  void queries.invalidateQueries({ queryKey: ["sweets"] });
}

function isListed(data: unknown): boolean {
  return typeof data === "object" && data !== null && "pages" in data;
}

function withSweet(page: Schemas["SweetPage"], sweet: Sweet): Schemas["SweetPage"] {
  return { ...page, items: page.items.map((one) => (one.id === sweet.id ? sweet : one)) };
}

/** The headers of a request that changes a sweet as it was in a version. */
export function ifMatch({ version }: Pick<Sweet, "version">) {
  return { "If-Match": `"${version}"` };
}

/** Who changed a sweet last, as the audit log has it; for admins. */
export function useLastChange({ id, version }: Pick<Sweet, "id" | "version">) {
  const { data } = useQuery({
    queryKey: ["audit", "sweet", id, version],
    queryFn: () => ask(api.GET("/api/audit-logs", { params: { query: { entity: "sweet", entity_id: id, limit: 1 } } })),
  });
  return data?.items[0];
}

export const LACKS = ["picture", "barcode"] as const;
export const FILTERS = ["q", "category_id", "tax_class_id", "stock_state", "lacks", "archived"] as const;

const IS_ID = /^[1-9]\d{0,14}$/;

/** What the catalogue's address asks of the API. */
export function sweetsWanted(wanted: Wanted<(typeof FILTERS)[number]>) {
  const { q, category_id, tax_class_id, stock_state, lacks, archived, sort } = wanted;
  return {
    ...said({ q, sort: sort === "" && q === "" ? "name" : sort }),
    ...(IS_ID.test(category_id) && { category_id: Number(category_id) }),
    ...(IS_ID.test(tax_class_id) && { tax_class_id: Number(tax_class_id) }),
    ...oneOf("stock_state", stock_state, STOCK_STATES),
    ...(lacks === "picture" && { has_picture: false }),
    ...(lacks === "barcode" && { has_barcode: false }),
    archived: archived === "true",
  };
}

export interface Named {
  value: string;
  label: string;
}

export function useCategories(): Named[] {
  return namesOf(useQuery(categoriesQuery).data?.items);
}

export function useTaxClasses(): Named[] {
  return namesOf(useQuery(taxClassesQuery).data?.items);
}

function namesOf(items: readonly { id: number; name: string }[] = []): Named[] {
  return items.map(({ id, name }) => ({ value: String(id), label: name }));
}
