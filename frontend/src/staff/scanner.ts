/** Milliseconds between two keys of a scanner, at most. People need several times as long. */
export const SCANNER_GAP_MS = 35;

const SHORTEST = 6;
const CODE = /^[!-~]+$/;
const DIGITS = /^(?:\d{8}|\d{12,14})$/;

/** Return whether a text is a barcode by its form, however fast it was typed. */
export function isBarcode(text: string): boolean {
  return DIGITS.test(text);
}

export interface KeyPress {
  key: string;
  /** Milliseconds on any clock, such as `event.timeStamp`. */
  at: number;
}

/**
 * Tell a scanner from a person: a burst of keys that ends with Enter, each soon after the one before, and in the form of
 * a code, which a fast typist's word is not: six characters or more without a space, with a digit or a hyphen among them.
 */
export class Scanner {
  readonly #gap: number;
  #code = "";
  #last = Number.NEGATIVE_INFINITY;

  constructor(gap = SCANNER_GAP_MS) {
    this.#gap = gap;
  }

  /** Return how many keys of a possible burst came so far. */
  get length(): number {
    return this.#code.length;
  }

  /** Take a key; return the code if this Enter ends one. */
  press({ key, at }: KeyPress): string | null {
    if (key === "Shift") return null;
    const isSoon = at - this.#last <= this.#gap;
    const code = isSoon ? this.#code : "";
    this.#last = at;
    this.#code = key.length === 1 ? code + key : "";
    return key === "Enter" && isCode(code) ? code : null;
  }
}

function isCode(text: string): boolean {
  return text.length >= SHORTEST && CODE.test(text) && /[\d-]/.test(text);
}
