import { Decimal } from "../../../ui/decimal.ts";
import type { Count } from "../queries.ts";

export interface Stale {
  /** What went since it was counted, without a sign; nothing if another count overtook it. */
  moved: string;
  hasGone: boolean;
  /** What should be on the shelf: what was counted, and what moved since. */
  byNow: string;
}

export function staleOf({ counted, expected, on_hand }: Pick<Count, "counted" | "expected" | "on_hand">): Stale {
  const moved = new Decimal(on_hand).minus(expected);
  const byNow = moved.plus(counted);
  return {
    moved: moved.abs().toFixed(3),
    hasGone: moved.lt("0"),
    byNow: byNow.lt("0") ? "0.000" : byNow.toFixed(3),
  };
}
