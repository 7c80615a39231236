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
};

export const units = {
  piece: (count: number, shown: string) => plural(count, { one: `${shown} piece`, other: `${shown} pieces` }),
  box: (count: number, shown: string) => plural(count, { one: `${shown} box`, other: `${shown} boxes` }),
  per: { kg: "a kg", g: "a gram", piece: "a piece", box: "a box" },
};
