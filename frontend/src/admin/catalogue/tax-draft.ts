import type { Schemas } from "../../api/types.ts";
import { Decimal, sum } from "../../ui/decimal.ts";
import { amountIn } from "./draft.ts";

type TaxClass = Schemas["TaxClassRead"];
export type Rate = Schemas["TaxRateRead"];

/** The rate that is due on a day: the latest that began by then. */
export function rateOn(day: string, { rates }: Pick<TaxClass, "rates">): Rate | undefined {
  return rates.filter(({ effective_from }) => effective_from <= day).at(-1);
}

/** The first rate that begins after a day. */
export function rateAfter(day: string, { rates }: Pick<TaxClass, "rates">): Rate | undefined {
  return rates.find(({ effective_from }) => effective_from > day);
}

/** What the components of a rate come to together, in per cent. */
export function totalOf({ components }: Pick<Rate, "components">): string {
  return sum(components.map(({ rate_percent }) => rate_percent)).toFixed();
}

/** A component or a rate as the form holds it, with a key that stays while rows come and go. */
export interface ComponentDraft {
  key: number;
  name: string;
  rate_percent: string;
}

export interface RateDraft {
  key: number;
  effective_from: string;
  components: readonly ComponentDraft[];
}

let drawn = 0;

export function newComponent(name = "", rate_percent = ""): ComponentDraft {
  drawn += 1;
  return { key: drawn, name, rate_percent };
}

/** A rate from a day on, with the components of the one before it. */
export function newRate(effective_from: string, components: Rate["components"] = []): RateDraft {
  drawn += 1;
  return {
    key: drawn,
    effective_from,
    components: components.map(({ name, rate_percent }) => newComponent(name, new Decimal(rate_percent).toFixed())),
  };
}

export function ratesOf(drafts: readonly RateDraft[]): Rate[] {
  return drafts.map(({ effective_from, components }) => ({
    effective_from,
    components: components.map(({ name, rate_percent }) => ({
      name: name.trim(),
      rate_percent: amountIn(rate_percent) ?? rate_percent,
    })),
  }));
}

export type RateFault = "missing" | "percent";

/** Return what is wrong with the rates on the face of it, by the JSON pointer of each value. */
export function rateFaults(drafts: readonly RateDraft[]): Readonly<Record<string, RateFault>> {
  const faults: Record<string, RateFault> = {};
  drafts.forEach(({ effective_from, components }, place) => {
    const at = `/rates/${place}`;
    if (effective_from === "") faults[`${at}/effective_from`] = "missing";
    components.forEach(({ name, rate_percent }, row) => {
      if (name.trim() === "") faults[`${at}/components/${row}/name`] = "missing";
      if (amountIn(rate_percent) === null) faults[`${at}/components/${row}/rate_percent`] = "percent";
    });
  });
  return faults;
}
