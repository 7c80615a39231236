import { pluralOf } from "../plural.ts";

const plural = pluralOf("en");

export const officeLabels = {
  labels: "Labels",
  ofSweets: (count: number) => plural(count, { one: "1 sweet", other: `${count} sweets` }),
  paper: "Paper",
  sizes: { "38x25": "38 × 25 mm", "50x30": "50 × 30 mm", a4_24: "A4, 24", a4_40: "A4, 40" },
  aboutSize: {
    "38x25": "A roll of labels of 38 × 25 mm, in black for a thermal printer.",
    "50x30": "A roll of labels of 50 × 30 mm, in black for a thermal printer.",
    a4_24: "Sheets of A4 with 3 × 8 labels of 70 × 37 mm.",
    a4_40: "Sheets of A4 with 4 × 10 labels of 48.5 × 25.4 mm.",
  },
  copies: "Copies",
  copiesOfEach: "Copies of each",
  weight: "Net weight in grams",
  weightHint:
    "What is sold by weight is printed with the price of this much. Leave it empty for the price of its unit.",
  first: "First free label",
  firstHint: "Of a sheet that is partly used, counted from left to right and down.",
  sheet: "The first sheet",
  beginAt: (place: number) => `Begin at label ${place}`,
  faults: {
    copies: () => "Type a whole number from 1 to 1,000.",
    tooMany: () => "At most 1,000 labels are printed at once. Ask for fewer of each, or select fewer sweets.",
    first: (most: string) => `Type a whole number from 1 to ${most}.`,
    weight: () => "Type whole grams, such as 250, up to 100,000.",
  },
  tooManyThings: (count: number, most: number) =>
    `Labels of at most ${most} sweets are printed at once, and these are ${count}. Go back and select fewer.`,
  print: (count: number) => plural(count, { one: "Make 1 label", other: `Make ${count} labels` }),
  printed: (count: number) =>
    plural(count, {
      one: "The label is in your downloads. Print it at 100%.",
      other: `${count} labels are in your downloads. Print them at 100%.`,
    }),
};
