import type { StaffWords } from "../index.tsx";
import { pluralOf } from "../plural.ts";

const plural = pluralOf("hi");

export const takings: StaffWords["takings"] = {
  title: "आमदनी",
  lastDays: "पिछले 30 दिन",
  together: "सब मिलाकर",
  nothing: "इन दिनों कोई पैसा नहीं आया।",
  byTender: "भुगतान के तरीक़े से",
  tender: "तरीक़ा",
  tenderNames: { cash: "नकद", card: "कार्ड", upi: "यूपीआई", other: "पुराना टिल" },
  payments: "भुगतान",
  taken: "लिया",
  givenBack: "लौटाया",
  net: "बचा",
  onAccount: (amount) => `उधार, अभी नहीं आया: ${amount}। ग्राहक के चुकाने पर गिना जाएगा।`,
  byHour: "हफ़्ते के घंटों से",
  hour: "घंटा",
  weekdays: ["सोम", "मंगल", "बुध", "गुरु", "शुक्र", "शनि", "रवि"],
  busiest: (day, hour, amount) => `सबसे ज़्यादा ${day} को ${hour} से: ${amount}`,
  byDrawer: "गल्ले से",
  drawer: "गल्ला",
  noDrawer: "बिना गल्ले के",
  sessions: (count) => plural(count, { one: "एक बार खुला", other: `${count} बार खुला` }),
  bySeller: "किसने लिया",
  seller: "किसने लिया",
  previousTill: "पुराना टिल",
};

export const journal: StaffWords["journal"] = {
  title: "रोज़नामचा",
  about:
    "आपके मुनीम के लिए हर कारोबारी दिन की दोहरी प्रविष्टियाँ। नाम और जमा पाई-पाई बराबर हैं। बाद में दर्ज बिक्री के बाद वह दिन फिर भेजिए: Tally पुराना बदल देता है।",
  lastDays: "पिछले 30 दिन",
  together: "सब मिलाकर",
  nothing: "इन दिनों कुछ दर्ज नहीं हुआ।",
  account: "खाता",
  debit: "नाम (डेबिट)",
  credit: "जमा (क्रेडिट)",
  files: { csv: "CSV डाउनलोड करें", xml: "Tally के लिए (XML)" },
};
