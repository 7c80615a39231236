import { addresses } from "../addresses.ts";
import type { Role } from "../api/session.ts";
import type { StaffIconName } from "../ui/staff-icon.tsx";

export type PlaceName = "today" | "catalogue" | "stock" | "buying" | "sales" | "money" | "people" | "shop";

const { admin } = addresses;

/** Every address of the back office. */
export const officeAddresses = {
  today: admin,
  catalogue: `${admin}/catalogue`,
  runningLow: `${admin}/catalogue?stock_state=low,out`,
  categories: `${admin}/catalogue/categories`,
  taxClasses: `${admin}/catalogue/tax`,
  newSweet: `${admin}/catalogue/new`,
  sweet: (id: number) => `${admin}/catalogue/${id}`,
  stock: `${admin}/stock`,
  lot: (id: number) => `${admin}/stock/lots/${id}`,
  lotsOf: (sweet: number) => `${admin}/stock?sweet_id=${sweet}`,
  movementsOf: (sweet: number) => `${admin}/stock/movements?sweet_id=${sweet}`,
  expired: `${admin}/stock?expired=true`,
  expiring: `${admin}/stock?expiring_within_days=2`,
  movements: `${admin}/stock/movements`,
  adjustments: `${admin}/stock/adjustments`,
  adjustmentsFor: (reason: string) => `${admin}/stock/adjustments?reason=${reason}`,
  newAdjustment: (of: Readonly<Record<string, string>> = {}) =>
    `${admin}/stock/adjustments/new${Object.keys(of).length === 0 ? "" : `?${new URLSearchParams(of)}`}`,
  restock: (sweet?: number) => `${admin}/stock/restock${sweet === undefined ? "" : `?sweet_id=${sweet}`}`,
  adjustment: (id: number) => `${admin}/stock/adjustments/${id}`,
  counts: `${admin}/stock/counts`,
  count: (id: number) => `${admin}/stock/counts/${id}`,
  buying: `${admin}/buying`,
  newOrder: (supplierId?: number) =>
    `${admin}/buying/new${supplierId === undefined ? "" : `?supplier_id=${supplierId}`}`,
  order: (id: number) => `${admin}/buying/${id}`,
  orderSweet: (sweet: number) => `${admin}/buying/new?sweet_id=${sweet}`,
  advice: `${admin}/buying/advice`,
  returns: `${admin}/buying/returns`,
  return: (id: number) => `${admin}/buying/returns/${id}`,
  newReturn: (of: { supplier_id?: number; lot_id?: number; purchase_order_id?: number } = {}) =>
    `${admin}/buying/returns/new?${new URLSearchParams(Object.entries(of).map(([name, id]) => [name, String(id)]))}`,
  suppliers: `${admin}/buying/suppliers`,
  supplier: (id: number) => `${admin}/buying/suppliers/${id}`,
  sales: `${admin}/sales`,
  sale: (id: number) => `${admin}/sales/${id}`,
  refunds: `${admin}/sales/refunds`,
  figures: `${admin}/sales/figures`,
  customers: `${admin}/sales/customers`,
  customer: (id: number) => `${admin}/sales/customers/${id}`,
  statement: (customer: number) => `${admin}/sales/customers/${customer}/statement`,
  dues: `${admin}/sales/dues`,
  exports: `${admin}/sales/exports`,
  drawers: `${admin}/money`,
  takings: `${admin}/money/takings`,
  journal: `${admin}/money/journal`,
  drawer: (id: number) => `${admin}/money/drawers/${id}`,
  people: `${admin}/people`,
  person: (id: number) => `${admin}/people/${id}`,
  invitations: `${admin}/people/invitations`,
  logins: `${admin}/people/logins`,
  audit: `${admin}/people/audit`,
  auditOf: (entity: string, id: number) => `${admin}/people/audit?entity=${entity}&entity_id=${id}`,
  auditBy: (actor: number) => `${admin}/people/audit?actor_id=${actor}`,
  shop: `${admin}/shop`,
  imports: `${admin}/shop/imports`,
  import: (id: number) => `${admin}/shop/imports/${id}`,
  messages: `${admin}/shop/messages`,
  webhooks: `${admin}/shop/webhooks`,
};

/** A room of the back office: an entry of the rail. */
export interface Place {
  name: PlaceName;
  address: string;
  icon: StaffIconName;
  roles: readonly Role[];
}

export const STAFF: readonly Role[] = ["salesperson", "admin"];
const ADMINS: readonly Role[] = ["admin"];

/** The addresses below the back office's own that only admins open. */
export const OF_ADMINS: readonly string[] = [
  "catalogue/new",
  "catalogue/categories",
  "catalogue/tax",
  "stock/adjustments/*",
  "stock/counts/*",
  "buying/*",
  "sales/dues",
  "sales/exports",
  "sales/figures",
  "money/takings",
  "money/journal",
  "people/*",
  "shop/*",
];

export const PLACES: readonly Place[] = [
  { name: "today", address: officeAddresses.today, icon: "sun", roles: ADMINS },
  { name: "catalogue", address: officeAddresses.catalogue, icon: "tray", roles: STAFF },
  { name: "stock", address: officeAddresses.stock, icon: "box", roles: STAFF },
  { name: "buying", address: officeAddresses.buying, icon: "truck", roles: ADMINS },
  { name: "sales", address: officeAddresses.sales, icon: "receipt", roles: STAFF },
  { name: "money", address: officeAddresses.drawers, icon: "cash", roles: STAFF },
  { name: "people", address: officeAddresses.people, icon: "people", roles: ADMINS },
  { name: "shop", address: officeAddresses.shop, icon: "shop", roles: ADMINS },
];
