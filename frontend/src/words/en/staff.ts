import { admin } from "./admin.ts";
import { buying } from "./admin-buying.ts";
import { officeCatalogue } from "./admin-catalogue.ts";
import { stock } from "./admin-stock.ts";
import { counter } from "./counter.ts";

export const staff = {
  counter,
  admin,
  buying,
  officeCatalogue,
  stock,
};
