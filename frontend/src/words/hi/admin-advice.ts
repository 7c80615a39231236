import type { Words } from "../index.tsx";
import { pluralOf } from "../plural.ts";

const plural = pluralOf("hi");
const daysOf = (count: number) => plural(count, { other: `${count} दिन` });
const linesOf = (count: number) => plural(count, { one: "1 मिठाई", other: `${count} मिठाइयाँ` });

export const advice: Words["advice"] = {
  room: "सलाह",
  title: "क्या बनाना या मँगाना है",
  needed: "जो चाहिए",
  urgentOnly: "सिर्फ़ ज़रूरी",
  every: "सब मिठाइयाँ",
  from: "किससे",
  madeHere: "यहीं बनी",
  howAsked: "कितने दिन पीछे और आगे देखें",
  terms: { days: "कितने दिन से सीखें", lead_time_days: "कितने दिन में आता है", cover_days: "कितने दिन चले" },
  termFault: (least, most) => `${least} से ${most} तक लिखिए।`,
  nothing: "कुछ बनाना या मँगाना नहीं है",
  nothingSays: "हर मिठाई उतने दिन चलेगी।",
  noneLikeThat: "ऐसी कोई सलाह नहीं है",

  sweet: "मिठाई",
  when: "कब",
  urgencies: { late: "देर हुई", now: "अभी", soon: "जल्दी", none: "काफ़ी है" },
  left: "बचा",
  onOrder: (amount) => `${amount} आ रहा है`,
  overdue: (amount) => `${amount} देर से`,
  shortFrom: "कब से कम",
  quantity: "बनाइए या मँगाइए",
  packs: (count) => plural(count, { other: `${count} पैक` }),
  ahead: "आगे के 14 दिन",
  deed: "कीजिए",
  order: "मँगाइए",
  orderOf: (name) => `${name} मँगाइए`,
  make: "बनाइए",
  makeOf: (name) => `${name} बनाइए`,

  why: (name) => `क्यों: ${name}`,
  sellsADay: "एक दिन में बिकता है",
  learnedFrom: "कितने दिन देखे",
  soldOut: (count) => `${daysOf(count)} ख़त्म हो गया`,
  wontSell: "समय पर नहीं बिकेगा",
  isOnOrder: "आ रहा है",
  notCountedOn: "देर से, इस पर भरोसा नहीं",
  leadTime: "कितने दिन में बिक सकेगा",
  covers: "कितने दिन की बिक्री",
  spare: "बचाव के लिए",
  keeps: "कितने दिन चलता है",
  days: daysOf,
  toSweet: "मिठाई खोलिए",

  curve: "शाम को बचा, अगर और कुछ न बने न आए",
  shortFromDay: (day) => `${day} से कम`,
  neverShort: "दिखाए दिनों तक चलेगा",
  numbers: "यही तालिका में",
  day: "दिन",
  wanted: "चाहिए",
  coming: "आएगा",
  evening: "बचा",

  urgentFrom: "ज़रूरी, सप्लायर के अनुसार",
  urgentSweets: (count) => `${linesOf(count)} ज़रूरी`,
  orderAll: (count) => `${linesOf(count)}: कच्चा ऑर्डर बनाइए`,
  orderAllOf: (count, name) => `${name} से ${linesOf(count)}: कच्चा ऑर्डर बनाइए`,
  drafted: (number, count) => `कच्चे ऑर्डर ${number} में ${linesOf(count)} हैं।`,
  costUnknown: (number, count) => `कच्चा ऑर्डर ${number} बन गया। ${linesOf(count)} का दाम लिखिए।`,
};
