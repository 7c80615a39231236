/** As many characters of an amount as are shown at full size. */
const FULL_SIZE = "99999.00".length;

/** Return whether an amount is too long to be shown at full size. */
export function isLong(amount: string): boolean {
  return amount.length > FULL_SIZE;
}
