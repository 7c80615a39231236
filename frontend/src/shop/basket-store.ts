import { useSyncExternalStore } from "react";
import { readStored, writeStored } from "../remembered.ts";
import { type Basket, basketIn } from "./basket.ts";

const KEY = "basket";

let text = readStored(KEY);
let basket = basketIn(text);
const listeners = new Set<() => void>();

/** Take over what another tab wrote. */
window.addEventListener("storage", (event) => {
  if (event.key === KEY || event.key === null) refresh();
});

function refresh(): void {
  const stored = readStored(KEY);
  if (stored === text) return;
  text = stored;
  basket = basketIn(text);
  for (const listener of listeners) listener();
}

/** The basket, which survives a reload and is the same in every tab. */
export function currentBasket(): Basket {
  refresh();
  return basket;
}

export function changeBasket(change: (basket: Basket) => Basket): void {
  const before = currentBasket();
  const after = change(before);
  if (after === before) return;
  basket = after;
  writeStored(KEY, JSON.stringify(after));
  // Read again, because a browser that stores nothing must not empty the basket of this page.
  text = readStored(KEY);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useBasket(): Basket {
  return useSyncExternalStore(subscribe, () => basket);
}
