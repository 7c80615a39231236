import { useSyncExternalStore } from "react";
import { kept } from "../../remembered.ts";
import { basketIn } from "./basket.ts";

const store = kept("basket", basketIn, JSON.stringify);

export const currentBasket = store.get;
export const changeBasket = store.change;

/** The basket of this browser. */
export function useBasket() {
  return useSyncExternalStore(store.subscribe, store.get);
}
