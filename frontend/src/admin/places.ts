import { addresses } from "../addresses.ts";
import type { StaffIconName } from "../ui/staff-icon.tsx";

export type PlaceName = "today" | "catalogue" | "stock" | "buying";

const { admin } = addresses;

/** Every address of the back office. */
export const officeAddresses = {
  today: admin,
  catalogue: `${admin}/catalogue`,
  catalogueOf: (state: "low" | "out") => `${admin}/catalogue?stock_state=${state}`,
  newSweet: `${admin}/catalogue/new`,
  sweet: (id: number) => `${admin}/catalogue/${id}`,
  stock: `${admin}/stock`,
  lot: (id: number) => `${admin}/stock/lots/${id}`,
  lotsOf: (sweet: number) => `${admin}/stock?sweet_id=${sweet}`,
  movementsOf: (sweet: number) => `${admin}/stock/movements?sweet_id=${sweet}`,
  expiring: `${admin}/stock?expiring_within_days=2`,
  movements: `${admin}/stock/movements`,
  counts: `${admin}/stock/counts`,
  count: (id: number) => `${admin}/stock/counts/${id}`,
  buying: `${admin}/buying`,
  newOrder: (supplierId?: number) =>
    `${admin}/buying/new${supplierId === undefined ? "" : `?supplier_id=${supplierId}`}`,
  order: (id: number) => `${admin}/buying/${id}`,
};

/** A room of the back office: an entry of the rail. */
export interface Place {
  name: PlaceName;
  address: string;
  icon: StaffIconName;
}

export const PLACES: readonly Place[] = [
  { name: "today", address: officeAddresses.today, icon: "sun" },
  { name: "catalogue", address: officeAddresses.catalogue, icon: "tray" },
  { name: "stock", address: officeAddresses.stock, icon: "box" },
  { name: "buying", address: officeAddresses.buying, icon: "truck" },
];
