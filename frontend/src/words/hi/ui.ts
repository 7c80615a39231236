import type { Words } from "../index.tsx";

export const ui: Words["ui"] = {
  skipToContent: "सीधे सामग्री पर जाएँ",
  language: "भाषा",
  languages: { en: "English", hi: "हिन्दी" },
  theme: "रंग",
  themes: { system: "डिवाइस जैसा", light: "उजला", dark: "गहरा" },
  loading: "खुल रहा है",
  tryAgain: "फिर से कोशिश करें",
  close: "बंद करें",
  failed: "यह नहीं हो पाया",
  requestId: (id) => `फिर ऐसा हो तो हमें यह संख्या बताइए: ${id}`,
  notHere: "इस पते पर कुछ नहीं है",
  notHereDetail: "लिंक पुराना या ग़लत लिखा हो सकता है।",
  backToShop: "दुकान पर लौटें",
};

export const units: Words["units"] = {
  piece: (_count, shown) => `${shown} नग`,
  box: (count, shown) => (count === 1 ? `${shown} डिब्बा` : `${shown} डिब्बे`),
  per: { kg: "किलो", g: "ग्राम", piece: "नग", box: "डिब्बा" },
};
