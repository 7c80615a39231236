import { isQuantity } from "../../ui/quantity.ts";

interface Named {
  name: string;
  sku: string;
}

/** What a text in the find field means: these sweets, and perhaps how much of the first. */
export interface Found<Sweet> {
  sweets: readonly Sweet[];
  quantity: string | null;
}

const MARKS = /\p{Diacritic}/gu;
const WORDS = /[\s\-_/()]+/;

/**
 * Find sweets by the beginnings of their words or of their SKU. Where no name has all of the text, its end may be a
 * quantity: `g6` is six of the first sweet in G, `kaju 250g` a quarter of a kilo of Kaju Katli.
 */
export function findSweets<Sweet extends Named>(text: string, sweets: readonly Sweet[]): Found<Sweet> {
  const whole = matching(text, sweets);
  if (whole.length > 0) return { sweets: whole, quantity: null };
  for (const place of quantityPlaces(text)) {
    const quantity = text.slice(place).trim();
    if (!isQuantity(quantity)) continue;
    const named = matching(text.slice(0, place), sweets);
    if (named.length > 0) return { sweets: named, quantity };
  }
  return { sweets: [], quantity: null };
}

/** Return where a quantity may begin, the last place first. */
function quantityPlaces(text: string): number[] {
  return Array.from(text.matchAll(/(?<![\d./])(?:\.?\d|[½¼¾])/gu), ({ index }) => index).reverse();
}

function matching<Sweet extends Named>(text: string, sweets: readonly Sweet[]): Sweet[] {
  const parts = plain(text).split(WORDS).filter(Boolean);
  if (parts.length === 0) return [];
  const first = parts[0] as string;
  const found = sweets.filter(({ name, sku }) => {
    const words = [...plain(name).split(WORDS), plain(sku)];
    return plain(sku) === plain(text) || parts.every((part) => words.some((word) => word.startsWith(part)));
  });
  const isAhead = ({ name }: Sweet) => plain(name).startsWith(first);
  return [...found.filter(isAhead), ...found.filter((one) => !isAhead(one))];
}

function plain(text: string): string {
  return text.trim().toLowerCase().normalize("NFD").replace(MARKS, "");
}
