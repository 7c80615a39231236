import { useEffect, useLayoutEffect } from "react";
import { useShop } from "./shop.tsx";

/** Dress the whole page, dialogs included, as the customers' shop or as the staff's side. */
export function useShell(shell: "shop" | "staff"): void {
  useLayoutEffect(() => {
    document.documentElement.dataset.shell = shell;
  }, [shell]);
}

/** Name the page in the browser's tab. */
export function useTitle(title?: string): void {
  const { name } = useShop();
  useEffect(() => {
    document.title = title === undefined ? name : `${title} - ${name}`;
  }, [title, name]);
}
