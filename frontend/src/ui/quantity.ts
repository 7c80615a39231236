import type { Unit } from "../api/types.ts";
import { faultOf, type QuantityFault } from "./bounds.ts";
import { Decimal } from "./decimal.ts";

/** What a sweet allows as its quantity. */
export interface Measured {
  unit: Unit;
  quantity_step: string;
  min_quantity: string;
}

export type ReadQuantity = { quantity: string; problem?: undefined } | { quantity?: undefined; problem: QuantityFault };

const FRACTIONS: Readonly<Record<string, string>> = { "½": " 1/2", "¼": " 1/4", "¾": " 3/4" };
const DEVANAGARI_DIGIT = /[\u0966-\u096f]/g;
const AMOUNT =
  /^(?:(?<decimal>\d{1,8}(?:\.\d{1,3})?|\.\d{1,3})|(?:(?<whole>\d{1,8})\s+)?(?<part>\d{1,3})\/(?<parts>\d{1,3}))\s*(?<unit>[^\d\s.]*)$/;
const GRAMS = new Set(["g", "gm", "gms", "gram", "grams", "ग्रा", "ग्राम"]);
const KILOGRAMS = new Set(["kg", "kgs", "kilo", "kilos", "किग्रा", "किलो"]);

/** Read `250g`, `0.25`, `1½`, `3/4 kg` or `12` as a quantity in the sweet's unit. Without a unit it is in that unit. */
export function readQuantity(text: string, sweet: Measured): ReadQuantity {
  const quantity = readAmount(text, sweet.unit);
  const problem = faultOf(quantity, { step: sweet.quantity_step, least: sweet.min_quantity });
  return problem === null && quantity !== null ? { quantity } : { problem: problem ?? "not_a_number" };
}

/** Return whether a text has the form of a quantity, of whichever sweet. */
export function isQuantity(text: string): boolean {
  return readAmount(text, "kg") !== null || readAmount(text, "piece") !== null;
}

/** Return an amount as a decimal in a unit, or null for a text that is none. */
export function readAmount(text: string, unit: Unit): string | null {
  const plain = text
    .toLowerCase()
    .replace(/[½¼¾]/g, (sign) => FRACTIONS[sign] as string)
    .replace(DEVANAGARI_DIGIT, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0x0966 + 48))
    .trim();
  const found = AMOUNT.exec(plain)?.groups;
  if (found === undefined) return null;
  const { decimal, whole = "0", part = "", parts = "", unit: written = "" } = found;
  const scale = scaleOf(written, unit);
  const value = decimal === undefined ? fraction(whole, part, parts) : new Decimal(decimal.replace(/^\./, "0."));
  if (scale === null || value === null) return null;
  const amount = value.times(scale);
  return amount.eq(amount.round(3)) ? amount.toFixed() : null;
}

function fraction(whole: string, part: string, parts: string): Decimal | null {
  if (new Decimal(parts).eq("0")) return null;
  const share = new Decimal(part).div(parts);
  return share.times(parts).eq(part) ? share.plus(whole) : null;
}

function scaleOf(written: string, unit: Unit): string | null {
  if (written === "") return "1";
  if (GRAMS.has(written)) return unit === "g" ? "1" : unit === "kg" ? "0.001" : null;
  if (KILOGRAMS.has(written)) return unit === "kg" ? "1" : unit === "g" ? "1000" : null;
  return null;
}

const USUAL: Readonly<Record<Unit, readonly string[]>> = {
  kg: ["0.25", "0.1", "0.5", "1"],
  g: ["250", "100", "500"],
  piece: ["1", "2", "6", "12"],
  box: ["1", "2", "3", "5"],
};

/** Return the quantities to offer as buttons: the usual ones that this sweet can be sold in, least first. */
export function usualQuantities(sweet: Measured, available: string): string[] {
  return USUAL[sweet.unit]
    .filter((one) => isSellable(one, sweet) && new Decimal(one).lte(available))
    .sort((one, other) => new Decimal(one).cmp(other));
}

/** Return the quantity that stands in the field at first: the usual one, or the rest where that is less. */
export function firstQuantity(sweet: Measured, rest: string | null = null): string {
  const usual = USUAL[sweet.unit].find((one) => isSellable(one, sweet)) ?? new Decimal(sweet.min_quantity).toFixed();
  return rest !== null && new Decimal(rest).lt(usual) ? rest : usual;
}

/** Return what is left of a sweet if only all of it can be sold, because it is off the step or below the minimum. */
export function oddRest(sweet: Measured, available: string | null): string | null {
  const rest = new Decimal(available ?? "0").toFixed();
  return rest === "0" || isSellable(rest, sweet) ? null : rest;
}

function isSellable(quantity: string, sweet: Measured): boolean {
  return readQuantity(quantity, sweet).problem === undefined;
}
