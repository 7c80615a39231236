import { account } from "./account.ts";
import { admin } from "./admin.ts";
import { basket } from "./basket.ts";
import { counter } from "./counter.ts";
import { problems } from "./problems.ts";
import { purchases } from "./purchases.ts";
import { shop } from "./shop.ts";
import { ui, units } from "./ui.ts";

export const en = { ui, units, problems, shop, basket, purchases, counter, admin, account };
