import { pluralOf } from "../plural.ts";

const plural = pluralOf("en");

const tenderNames: Record<string, string> = { cash: "Cash", card: "Card", upi: "UPI", other: "Previous till" };

export const takings = {
  title: "Takings",
  lastDays: "The last 30 days",
  together: "Total",
  nothing: "No money was taken in this period.",
  byTender: "By tender",
  tender: "Tender",
  tenderNames,
  payments: "Payments",
  taken: "Taken",
  givenBack: "Given back",
  net: "Net",
  onAccount: (amount: string) => `On account, not taken yet: ${amount}. It counts when the customer pays it.`,
  byHour: "By hour of the week",
  hour: "Hour",
  weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
  busiest: (day: string, hour: string, amount: string) => `Most on ${day} from ${hour}: ${amount}`,
  byDrawer: "By drawer",
  drawer: "Drawer",
  noDrawer: "Without a drawer",
  sessions: (count: number) => plural(count, { one: "opened once", other: `opened ${count} times` }),
  bySeller: "By seller",
  seller: "Taken by",
  previousTill: "Previous till",
};

export const journal = {
  title: "Journal",
  about:
    "Double entries of each business day for your accountant. Debits and credits are equal. Send a day again after a late sale: Tally replaces what it has.",
  lastDays: "The last 30 days",
  together: "Total",
  nothing: "Nothing was booked in this period.",
  account: "Account",
  debit: "Debit",
  credit: "Credit",
  files: { csv: "Download CSV", xml: "Download for Tally (XML)" },
};
