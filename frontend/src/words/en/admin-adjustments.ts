import { pluralOf } from "../plural.ts";

const plural = pluralOf("en");
const lots = (count: number) => plural(count, { one: "1 lot", other: `${count} lots` });
const sweets = (count: number) => plural(count, { one: "1 sweet", other: `${count} sweets` });

export const adjustments = {
  adjustments: "Adjustments",
  number: (id: number) => `Adjustment ${id}`,
  reason: "Reason",
  reasons: {
    wastage: "Wasted",
    expired: "Past its day",
    damage: "Damaged",
    theft: "Stolen",
    tasting: "Tasted",
    internal_use: "Used by the shop",
    found: "Found",
    opening: "Opening stock",
  },
  about: "About it",
  madeBy: "By",
  onHandNow: "On hand now",
  notKnown: "not known",
  none: "Nothing has been adjusted yet",
  noneHint: "What falls, spoils, is tasted or turns up is written down here.",
  noneLikeThat: "No adjustment is like that",

  writeOff: (count: number) => `Write off ${lots(count)}`,
  writeOffFor: (count: number, cost: string) => `Write off ${lots(count)}, ${cost}`,
  pastTheirDay: "Past their day",
  writeOffDetail: "They cannot be sold any more. Take them off the shelf; then they leave the books too.",
  costOfAll: "What they cost",
  withoutCost: (count: number) =>
    plural(count, { one: "The cost of 1 lot is not known.", other: `The cost of ${count} lots is not known.` }),
  keepThem: "Keep them",
  nothingExpired: "Nothing is past its day.",
  wroteOff: (count: number, of: number, cost: string) => `${lots(count)} of ${sweets(of)} written off, ${cost}.`,
  show: "Show",
  expiredWaits: (count: number) =>
    plural(count, { one: "1 lot is past its day.", other: `${count} lots are past their day.` }),
};
