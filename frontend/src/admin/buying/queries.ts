import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { everyPage } from "../list/every-page.ts";

export type PurchaseOrder = Schemas["PurchaseOrderRead"];
export type Supplier = Schemas["SupplierRead"];
export type OrderStatus = Schemas["PurchaseOrderStatus"];
export type OrderedLine = Schemas["OrderedLine"];
export type Advice = Schemas["ReorderRead"];

export const ORDER_STATUSES: readonly OrderStatus[] = [
  "draft",
  "ordered",
  "partially_received",
  "received",
  "closed",
  "cancelled",
];

const MOST = 200;

export const suppliersQuery = queryOptions({
  queryKey: ["suppliers", "names"],
  queryFn: () => ask(api.GET("/api/suppliers", { params: { query: { limit: MOST, sort: "name" } } })),
});

export function supplierQuery(supplier_id: number) {
  return queryOptions({
    queryKey: ["suppliers", supplier_id],
    queryFn: ({ signal }) =>
      ask(api.GET("/api/suppliers/{supplier_id}", { params: { path: { supplier_id } }, signal })),
  });
}

export function returnQuery(return_id: number) {
  return queryOptions({
    queryKey: ["supplier-returns", return_id],
    queryFn: ({ signal }) =>
      ask(api.GET("/api/supplier-returns/{return_id}", { params: { path: { return_id } }, signal })),
  });
}

export function orderQuery(id: number) {
  return queryOptions({
    queryKey: ["purchases", id],
    queryFn: ({ signal }) => ask(api.GET("/api/purchases/{order_id}", { params: { path: { order_id: id } }, signal })),
  });
}

/** Show an order as the shop now has it, and ask anew for all that its goods may have changed. */
export function keepOrder(order: PurchaseOrder): void {
  void queries.invalidateQueries();
  queries.setQueryData(orderQuery(order.id).queryKey, order);
}

export interface Pack {
  size: string;
  cost: string;
}

/** Return how a sweet was packed when it was last ordered, or null. */
export async function lastPack(sweetId: number): Promise<Pack | null> {
  const { items } = await ask(api.GET("/api/purchases", { params: { query: { sweet_id: sweetId, limit: 1 } } }));
  const latest = items[0];
  if (latest === undefined) return null;
  const { lines } = await queries.fetchQuery(orderQuery(latest.id));
  const line = lines.find(({ sweet_id }) => sweet_id === sweetId);
  return line === undefined ? null : { size: line.pack_size, cost: line.pack_cost };
}

/** How the advice looks back and ahead; what is left out is as the shop has it. */
export interface Terms {
  days?: number;
  lead_time_days?: number;
  cover_days?: number;
}

/** Return all that the advice calls urgent, of one supplier if there is one. */
export function urgentAdvice(terms: Terms = {}, supplierId?: number): Promise<Advice[]> {
  const wanted = { ...terms, urgent: true, ...(supplierId !== undefined && { supplier_id: supplierId }) };
  return everyPage((page) => ask(api.GET("/api/advice/reorder", { params: { query: { ...wanted, ...page } } })));
}

export function urgentQuery(terms: Terms) {
  return queryOptions({ queryKey: ["advice", "urgent", terms], queryFn: () => urgentAdvice(terms) });
}

/** What the advice says of one sweet, whether or not it is needed. */
export async function adviceOn(sweetId: number): Promise<Advice | undefined> {
  const query = { all: true, sweet_id: sweetId };
  return (await ask(api.GET("/api/advice/reorder", { params: { query } }))).items[0];
}

/** What a unit of a sweet cost when it last came, or null. */
export async function lastCost(sweetId: number): Promise<string | null> {
  const { items } = await ask(api.GET("/api/lots", { params: { query: { sweet_id: sweetId, limit: 1 } } }));
  return items[0]?.unit_cost ?? null;
}
