import type { StaffWords } from "../index.tsx";
import { admin } from "./admin.ts";
import { officeAccounts } from "./admin-accounts.ts";
import { adjustments } from "./admin-adjustments.ts";
import { advice } from "./admin-advice.ts";
import { officeAudit } from "./admin-audit.ts";
import { officeBulk } from "./admin-bulk.ts";
import { buying } from "./admin-buying.ts";
import { officeCatalogue } from "./admin-catalogue.ts";
import { officeFigures } from "./admin-figures.ts";
import { officeFind } from "./admin-find.ts";
import { officeLabels } from "./admin-labels.ts";
import { officeMoney } from "./admin-money.ts";
import { officePeople } from "./admin-people.ts";
import { returns } from "./admin-returns.ts";
import { officeSales } from "./admin-sales.ts";
import { secondFactor } from "./admin-second-factor.ts";
import { officeShop } from "./admin-shop.ts";
import { stock } from "./admin-stock.ts";
import { suppliers } from "./admin-suppliers.ts";
import { journal, takings } from "./admin-takings.ts";
import { officeWebhooks } from "./admin-webhooks.ts";
import { counter } from "./counter.ts";
import { drawer } from "./drawer.ts";
import { pay } from "./pay.ts";

export const staff: StaffWords = {
  counter,
  drawer,
  pay,
  admin,
  advice,
  buying,
  officeBulk,
  officeCatalogue,
  stock,
  adjustments,
  officeAccounts,
  officeAudit,
  officeFigures,
  officeFind,
  officeLabels,
  officeMoney,
  officePeople,
  officeSales,
  officeShop,
  officeWebhooks,
  suppliers,
  takings,
  journal,
  returns,
  secondFactor,
};
