import { useEffectEvent, useLayoutEffect } from "react";
import { scannerGap } from "../staff/use-scanner.ts";
import { LoneKeys } from "./lone-keys.ts";

const FUNCTION_KEY = /^F(?:[1-9]|10)$/;

/** Whether a modal dialog lies over the till. */
export function isDialogOpen(): boolean {
  return document.querySelector("dialog[open]") !== null;
}

/**
 * Press the till's own keys. F1 to F10 never do what the browser does with them; while a dialog is open they do nothing.
 * What is typed with no field in focus goes to `find`.
 */
export function useTillKeys(actions: Readonly<Record<string, () => void>>, find: () => HTMLElement | null): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (FUNCTION_KEY.test(event.key)) event.preventDefault();
    if (isDialogOpen() || event.defaultPrevented !== FUNCTION_KEY.test(event.key)) return;
    const action = actions[event.key];
    if (action !== undefined) action();
    else if (event.key.length === 1 && event.key !== " " && !isField(event.target)) find()?.focus();
  });
  // Before anybody can see that there is a till: the first key counts.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => press(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}

/** Press keys while a dialog is open, wherever the focus is but in a field of letters. The letters of a scanner press none. */
export function useDialogKeys(actions: Readonly<Record<string, () => void>>): void {
  const has = useEffectEvent((key: string) => actions[key] !== undefined);
  const act = useEffectEvent((key: string) => actions[key]?.());
  useLayoutEffect(() => {
    const letters = new LoneKeys(act, scannerGap());
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Shift") return;
      const isLetter = event.key.length === 1;
      if (isLetter && takesLetters(event.target)) return letters.forget();
      const key = event.key.toLowerCase();
      if (has(key)) event.preventDefault();
      if (!(isLetter && event.repeat)) letters.press({ key, at: event.timeStamp });
      if (!isLetter) act(key);
    };
    // Before the control in focus hears the key: what a letter did comes first.
    window.addEventListener("keydown", listen, { capture: true });
    return () => {
      letters.forget();
      window.removeEventListener("keydown", listen, { capture: true });
    };
  }, []);
}

function takesLetters(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("[data-letters]");
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select");
}
