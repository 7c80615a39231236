import { useEffect, useEffectEvent } from "react";
import { readStored } from "../remembered.ts";
import { SCANNER_GAP_MS, Scanner } from "./scanner.ts";

/** Milliseconds between keys, for a scanner that is slower than most. */
const GAP_KEY = "counter-scanner-gap-ms";

/** Hear a barcode scanner wherever the focus is, and leave the field that heard it too as it was before. */
export function useScanner(onCode: (code: string) => void): void {
  const take = useEffectEvent(onCode);
  useEffect(() => {
    const scanner = new Scanner(Number(readStored(GAP_KEY)) || SCANNER_GAP_MS);
    let before: { field: HTMLInputElement; text: string } | null = null;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const code = scanner.press({ key: event.key, at: event.timeStamp });
      if (code !== null) {
        event.preventDefault();
        event.stopPropagation();
        if (before !== null) restore(before.field, before.text);
        take(code);
      } else if (scanner.length === 1) {
        const field = event.target;
        before = field instanceof HTMLInputElement ? { field, text: field.value } : null;
      }
    };
    window.addEventListener("keydown", listen, { capture: true });
    return () => window.removeEventListener("keydown", listen, { capture: true });
  }, []);
}

/** React hears of a value only if the element's own setter wrote it. */
function restore(field: HTMLInputElement, text: string): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
