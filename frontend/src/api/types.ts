import type { components } from "./schema.d.ts";

/** The bodies of the API by their names: `Schemas["SweetRead"]`. */
export type Schemas = components["schemas"];
export type Sweet = Schemas["SweetRead"];
export type Unit = Schemas["Unit"];
export type Sale = Schemas["SaleRead"];
export type Shop = Schemas["ShopRead"];
