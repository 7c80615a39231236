/** Return whether a text is written with more decimals than money has. Zeros at its end count for nothing. */
export const isTooFine = (text: string, places: number): boolean =>
  (/^[\d०-९,]*\.([\d०-९]*)$/.exec(text.trim())?.[1]?.replace(/[0०]+$/, "").length ?? 0) > places;
