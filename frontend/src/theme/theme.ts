import { remembered } from "../remembered.ts";

/** Light, dark, or as the system has it. */
export type Theme = "system" | "light" | "dark";

export const THEMES: readonly Theme[] = ["system", "light", "dark"];
export const chosenTheme = remembered("theme", THEMES, "system");

/** Dress the page in the chosen theme, now and whenever another is chosen. */
export function dress(): void {
  show(chosenTheme.get());
  chosenTheme.subscribe(() => show(chosenTheme.get()));
}

function show(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
