import { pluralOf } from "../plural.ts";

const plural = pluralOf("en");
const sweets = (count: number) => plural(count, { one: "1 sweet", other: `${count} sweets` });

export const officeBulk = {
  toolbar: "With the selected sweets",
  chosen: (count: number) => `${count} selected`,
  clear: "Clear",
  chooseAll: (count: string) => `Select all ${count}`,
  gathering: "Selecting all that match",
  stop: "Stop",
  deeds: {
    price: "Price…",
    category_id: "Category…",
    tax_class_id: "Tax…",
    low_stock_threshold: "Threshold…",
    labels: "Labels…",
    archive: "Archive…",
    restore: "Restore…",
  },
  titles: {
    price: "Change prices",
    category_id: "Move to a category",
    tax_class_id: "Tax class",
    low_stock_threshold: "Low-stock threshold",
    archive: "Archive",
    restore: "Restore",
  },
  about: {
    archive: "They are no longer sold. The books keep them, and they can be restored.",
    restore: "They are sold again, at the prices they had.",
  },
  way: "How the prices change",
  ways: { raise: "Raise", lower: "Lower", set: "Set to" },
  by: "By how much",
  bys: { percent: "Per cent", amount: (currency: string) => currency },
  wishes: {
    set: "New price of each",
    raise_percent: "Raise by, in per cent",
    lower_percent: "Lower by, in per cent",
    raise_amount: "Raise by",
    lower_amount: "Lower by",
  },
  priceOutOfRange: (name: string) => `${name} would cost nothing, or more than a price can be.`,
  thresholdHint: "Each in its own unit. Left empty: that of the category or the shop.",

  preview: "New prices",
  now: "Now",
  after: "New",
  more: (count: number) => `and ${count} more.`,
  same: (count: number) => plural(count, { one: "1 stays as it is.", other: `${count} stay as they are.` }),
  mixedUnits: "Some are sold by weight and some by the piece or box: each gets this price for its own unit.",
  inParts: (count: number, most: number) => `${count} are changed in parts of ${most}.`,
  progress: "Progress",
  through: (count: number, total: number) => `${count} of ${total}`,
  partly: (changed: number, rest: number) => `${sweets(changed)} changed, ${rest} not yet.`,

  press: {
    price: (count: number) => plural(count, { one: "Change 1 price", other: `Change ${count} prices` }),
    category_id: (count: number) => `Move ${sweets(count)}`,
    tax_class_id: (count: number) => `Change the tax of ${sweets(count)}`,
    low_stock_threshold: (count: number) => `Save for ${sweets(count)}`,
    archive: (count: number) => `Archive ${sweets(count)}`,
    restore: (count: number) => `Restore ${sweets(count)}`,
  },
  done: {
    price: (count: number) => plural(count, { one: "1 price changed.", other: `${count} prices changed.` }),
    category_id: (count: number) => `${sweets(count)} moved.`,
    tax_class_id: (count: number) => `The tax of ${sweets(count)} changed.`,
    low_stock_threshold: (count: number) => `${sweets(count)} changed.`,
    archive: (count: number) => `${sweets(count)} archived.`,
    restore: (count: number) =>
      plural(count, { one: "1 sweet is sold again.", other: `${count} sweets are sold again.` }),
  },
  nothingChanged: "Nothing changed: they already had these values.",

  stale: (count: number) =>
    plural(count, {
      one: "Somebody changed 1 of these sweets meanwhile.",
      other: `Somebody changed ${count} of these sweets meanwhile.`,
    }),
  staleDetail: (count: number) =>
    plural(count, { one: "It is not changed yet.", other: `None of these ${count} is changed yet.` }),
  missing: (count: number) =>
    plural(count, {
      one: "1 is no longer there and is left out.",
      other: `${count} are no longer there and are left out.`,
    }),
  whenChosen: "When you selected it",
  theirs: "Theirs",
  yours: "Yours, on top of theirs",
  onSale: "On sale",
  sold: "yes",
  notSold: "archived",
  leaveOut: (count: number) => (count === 0 ? "Leave them out" : `Leave them out, change ${sweets(count)}`),
  changeToo: (count: number) => `Change them too, ${sweets(count)}`,
};
