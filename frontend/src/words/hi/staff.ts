import type { StaffWords } from "../index.tsx";
import { admin } from "./admin.ts";
import { officeCatalogue } from "./admin-catalogue.ts";
import { counter } from "./counter.ts";

export const staff: StaffWords = {
  counter,
  admin,
  officeCatalogue,
};
