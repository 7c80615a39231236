import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import { Decimal } from "../../ui/decimal.ts";

export interface Account {
  name: string;
  credit_limit?: string | null;
  balance?: string;
}

/** The account of a customer as it is now; of nobody, none. */
export function accountQuery(customerId: number | null) {
  return queryOptions({
    queryKey: ["customers", customerId, "credit"],
    queryFn: ({ signal }): Promise<Account> =>
      ask(api.GET("/api/customers/{customer_id}", { params: { path: { customer_id: customerId ?? 0 } }, signal })),
    enabled: customerId !== null,
    staleTime: 0,
  });
}

/** Return what a customer may still take on account: the limit less what they owe; what is paid in advance adds to it. */
export function leftOnAccount({ credit_limit, balance }: Account): string {
  return new Decimal(credit_limit ?? "0").minus(balance ?? "0").toFixed();
}
