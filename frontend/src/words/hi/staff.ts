import type { StaffWords } from "../index.tsx";
import { admin } from "./admin.ts";
import { buying } from "./admin-buying.ts";
import { officeCatalogue } from "./admin-catalogue.ts";
import { stock } from "./admin-stock.ts";
import { counter } from "./counter.ts";

export const staff: StaffWords = {
  counter,
  admin,
  buying,
  officeCatalogue,
  stock,
};
