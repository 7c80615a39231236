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
  counter: "काउंटर",
  less: "कम",
  more: "ज़्यादा",
  unitNames: { kg: "किलो", g: "ग्राम", piece: "नग", box: "डिब्बे" },
  notAnAmount: {
    kg: "वज़न लिखिए, जैसे 250 g या ½ kg।",
    g: "वज़न लिखिए, जैसे 250 g।",
    piece: "गिनती लिखिए, जैसे 4।",
    box: "गिनती लिखिए, जैसे 2।",
  },
  tooLittle: (least) => `कम से कम ${least} लीजिए।`,
  tooMuch: (most) => `${most} से ज़्यादा नहीं है।`,
  offStep: (step) => `यह ${step} के हिसाब से बिकता है।`,
  found: (count) => `${count} मिले`,
  diets: { vegan: "वीगन", veg: "शाकाहारी", egg: "अंडा है", non_veg: "मांसाहारी" },
};

export const units: Words["units"] = {
  piece: (_count, shown) => `${shown} नग`,
  box: (count, shown) => (count === 1 ? `${shown} डिब्बा` : `${shown} डिब्बे`),
  per: { kg: "किलो", g: "ग्राम", piece: "नग", box: "डिब्बा" },
};
