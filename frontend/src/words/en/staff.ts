import { admin } from "./admin.ts";
import { counter } from "./counter.ts";

export const staff = { counter, admin };
