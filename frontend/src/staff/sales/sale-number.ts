const WHOLE = /^\d{4}-\d{2}\/\d+$/;

/**
 * Return the whole number of a sale for what somebody typed of it: `2289` is `2026-27/002289` where the newest sale is of
 * 2026-27. Null for an empty text.
 */
export function numberOf(text: string, newest: string | undefined): string | null {
  const typed = text.trim();
  if (typed === "" || WHOLE.test(typed)) return typed || null;
  const [year, counted] = newest?.split("/") ?? [];
  if (!/^\d+$/.test(typed) || year === undefined || counted === undefined) return typed;
  return `${year}/${typed.padStart(counted.length, "0")}`;
}
