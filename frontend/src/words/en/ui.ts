import { pluralOf } from "../plural.ts";

const plural = pluralOf("en");

export const ui = {
  skipToContent: "Skip to the content",
  language: "Language",
  languages: { en: "English", hi: "हिन्दी" },
  theme: "Theme",
  themes: { system: "As the device", light: "Light", dark: "Dark" },
  loading: "Loading",
  tryAgain: "Try again",
  close: "Close",
  failed: "That did not work",
  requestId: (id: string) => `If it happens again, tell us this number: ${id}`,
  notHere: "There is nothing at this address",
  notHereDetail: "The link may be old, or mistyped.",
  backToShop: "Back to the shop",
  counter: "Counter",
  less: "Less",
  more: "More",
  unitNames: { kg: "kg", g: "g", piece: "pcs", box: "boxes" },
  notAnAmount: {
    kg: "Type a weight, such as 250 g or ½ kg.",
    g: "Type a weight, such as 250 g.",
    piece: "Type a number, such as 4.",
    box: "Type a number, such as 2.",
  },
  tooLittle: (least: string) => `Take ${least} or more.`,
  tooMuch: (most: string) => `There is no more than ${most}.`,
  offStep: (step: string) => `This is sold in steps of ${step}.`,
  found: (count: number) => plural(count, { one: "1 found", other: `${count} found` }),
  diets: { vegan: "Vegan", veg: "Vegetarian", egg: "Contains egg", non_veg: "Not vegetarian" },
};

export const units = {
  piece: (count: number, shown: string) => plural(count, { one: `${shown} piece`, other: `${shown} pieces` }),
  box: (count: number, shown: string) => plural(count, { one: `${shown} box`, other: `${shown} boxes` }),
  per: { kg: "a kg", g: "a gram", piece: "a piece", box: "a box" },
};
