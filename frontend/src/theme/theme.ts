import { useSyncExternalStore } from "react";
import { remembered } from "../remembered.ts";

/** Light, dark, or as the system has it. */
export type Theme = "system" | "light" | "dark";

const THEMES: readonly Theme[] = ["system", "light", "dark"];
const store = remembered("theme", THEMES, "system");

function show(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

store.subscribe(() => show(store.get()));
show(store.get());

export function useTheme(): [Theme, (theme: Theme) => void] {
  return [useSyncExternalStore(store.subscribe, store.get), store.set];
}
