import type { Words } from "../index.tsx";
import { pluralOf } from "../plural.ts";

const plural = pluralOf("hi");

export const secondFactor: Words["secondFactor"] = {
  title: "दूसरी जाँच",
  off: "अभी सिर्फ़ पासवर्ड से लॉग इन होता है। दूसरी जाँच हो, तो पासवर्ड जानने वाला भी अंदर नहीं आ सकता।",
  required: "दुकान आपसे दूसरी जाँच चाहती है। जब तक नहीं होगी, ज़्यादातर पन्ने बंद रहेंगे।",
  on: "चालू",
  since: (day) => `${day} से`,
  codesLeft: (count) => plural(count, { other: `${count} रिकवरी कोड बचे` }),
  setUp: "दूसरी जाँच लगाइए",
  scan: "ऑथेंटिकेटर ऐप से QR कोड स्कैन कीजिए, फिर ऐप का कोड लिखिए।",
  secret: "या यह कुंजी ऐप में लिखिए",
  code: "ऐप का कोड",
  turnOn: "चालू कीजिए",
  isOn: "दूसरी जाँच चालू है।",
  renew: "नए रिकवरी कोड",
  remove: "दूसरी जाँच हटाइए",
  removeDetail: "फिर सिर्फ़ पासवर्ड से लॉग इन होगा।",
  removed: "दूसरी जाँच हट गई।",
  codes: "रिकवरी कोड",
  codesDetail: "हर कोड एक बार बिना फ़ोन के लॉग इन कराता है। ये सिर्फ़ अभी दिखते हैं: सँभालकर रखिए।",
  copy: "कॉपी कीजिए",
  copied: "कोड कॉपी हो गए।",
  download: "डाउनलोड कीजिए",
  kept: "मैंने रख लिए",
  theirLogins: "लॉग इन",
  nowhere: "कहीं लॉग इन नहीं है।",
  endTheirs: "हर जगह से लॉग आउट कीजिए",
  endedTheirs: (who) => `${who} हर जगह से लॉग आउट।`,
  endDetail: "फ़ोन खो जाए तो। वे फिर लॉग इन कर सकते हैं।",
  endAll: "हर जगह से लॉग आउट, यहाँ से भी",
};
