import { SCANNER_GAP_MS } from "../staff/scanner.ts";

/**
 * Tell a letter that a person presses from the first of a scanner's burst. A letter acts once no other has come soon after
 * it, or as soon as a later key comes; a letter of a burst does nothing.
 */
export class LoneKeys {
  readonly #gap: number;
  readonly #act: (key: string) => void;
  #waiting: { key: string; timer: ReturnType<typeof setTimeout> } | null = null;
  #last = Number.NEGATIVE_INFINITY;

  constructor(act: (key: string) => void, gap = SCANNER_GAP_MS) {
    this.#act = act;
    this.#gap = gap;
  }

  press({ key, at }: { key: string; at: number }): void {
    if (key.length > 1) {
      this.#actNow();
      this.#last = Number.NEGATIVE_INFINITY;
      return;
    }
    const isBurst = at - this.#last <= this.#gap;
    this.#last = at;
    if (isBurst) {
      this.forget();
      return;
    }
    this.#actNow();
    // Longer than the gap, because a busy page hears a key later than it was pressed.
    this.#waiting = { key, timer: setTimeout(() => this.#actNow(), 3 * this.#gap) };
  }

  forget(): void {
    clearTimeout(this.#waiting?.timer);
    this.#waiting = null;
  }

  #actNow(): void {
    const key = this.#waiting?.key;
    this.forget();
    if (key !== undefined) this.#act(key);
  }
}
