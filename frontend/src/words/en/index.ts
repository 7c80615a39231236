import { account } from "./account.ts";
import { admin } from "./admin.ts";
import { counter } from "./counter.ts";
import { problems } from "./problems.ts";
import { shop } from "./shop.ts";
import { ui, units } from "./ui.ts";

export const en = { ui, units, problems, shop, counter, admin, account };
