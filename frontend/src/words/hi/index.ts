import type { CustomerWords } from "../index.tsx";
import { account } from "./account.ts";
import { basket } from "./basket.ts";
import { problems } from "./problems.ts";
import { purchases } from "./purchases.ts";
import { shop } from "./shop.ts";
import { ui, units } from "./ui.ts";

export const hi: CustomerWords = { ui, units, problems, shop, basket, purchases, account };
