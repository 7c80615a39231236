import { queryOptions, useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext } from "react";
import { api, ask } from "../api/client.ts";
import type { Shop } from "../api/types.ts";
import { Failure } from "./failure.tsx";

const EVERY_MINUTE = 60_000;

export const shopQuery = queryOptions({
  queryKey: ["shop"],
  queryFn: () => ask(api.GET("/api/shop")),
  staleTime: EVERY_MINUTE,
  // A page that stays open overnight has to learn that it is another day.
  refetchInterval: 5 * EVERY_MINUTE,
});

const ShopContext = createContext<Shop | null>(null);

/** Show the children once it is known what the shop is called and how it counts money and days. */
export function ShopProvider({ children }: { children: ReactNode }) {
  const { data, error, refetch } = useQuery(shopQuery);
  if (data !== undefined) return <ShopContext value={data}>{children}</ShopContext>;
  return error === null ? null : <Failure error={error} onRetry={() => void refetch()} />;
}

export function useShop(): Shop {
  const shop = useContext(ShopContext);
  if (shop === null) throw new Error("useShop needs a ShopProvider around it.");
  return shop;
}
