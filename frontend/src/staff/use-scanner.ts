import { useEffect, useEffectEvent } from "react";
import { readStored } from "../remembered.ts";
import { SCANNER_GAP_MS, Scanner } from "./scanner.ts";

type Field = HTMLInputElement | HTMLTextAreaElement;

/** Milliseconds between keys, for a scanner that is slower than most. */
const GAP_KEY = "counter-scanner-gap-ms";

export function scannerGap(): number {
  return Number(readStored(GAP_KEY)) || SCANNER_GAP_MS;
}

/**
 * Hear a barcode scanner wherever the focus is, and leave the field that heard it too as it was before. With no field in
 * focus that is the one that `find` returns.
 */
export function useScanner(onCode: (code: string) => void, find: () => Field | null = () => null): void {
  const take = useEffectEvent(onCode);
  const heardBy = useEffectEvent((target: EventTarget | null) =>
    target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? target : find(),
  );
  useEffect(() => {
    const scanner = new Scanner(scannerGap());
    let before: { field: Field; text: string } | null = null;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const code = scanner.press({ key: event.key, at: event.timeStamp });
      if (code !== null) {
        event.preventDefault();
        event.stopPropagation();
        if (before !== null) restore(before.field, before.text);
        take(code);
      } else if (scanner.length === 1) {
        const field = heardBy(event.target);
        before = field && { field, text: field.value };
      }
    };
    window.addEventListener("keydown", listen, { capture: true });
    return () => window.removeEventListener("keydown", listen, { capture: true });
  }, []);
}

/** React hears of a value only if the element's own setter wrote it. */
function restore(field: Field, text: string): void {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value")?.set?.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
