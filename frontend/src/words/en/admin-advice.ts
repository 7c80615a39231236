import { pluralOf } from "../plural.ts";

const plural = pluralOf("en");
const daysOf = (count: number) => plural(count, { one: "1 day", other: `${count} days` });
const linesOf = (count: number) => plural(count, { one: "1 sweet", other: `${count} sweets` });

export const advice = {
  room: "Advice",
  title: "What to make or order",
  needed: "What is needed",
  urgentOnly: "Urgent only",
  every: "Every sweet",
  from: "From",
  madeHere: "Made here",
  howAsked: "Period",
  terms: { days: "Days of sales used", lead_time_days: "Lead time", cover_days: "Days to cover" },
  termFault: (least: number, most: number) => `Type ${least} to ${most}.`,
  nothing: "Nothing to make or order",
  nothingSays: "There is enough of every sweet for the days to cover.",
  noneLikeThat: "No advice matches",

  sweet: "Sweet",
  when: "When",
  urgencies: { late: "Late", now: "Now", soon: "Soon", none: "Enough" },
  left: "Left",
  onOrder: (amount: string) => `${amount} on order`,
  overdue: (amount: string) => `${amount} overdue`,
  shortFrom: "Short from",
  quantity: "Make or order",
  packs: (count: number) => plural(count, { one: "1 pack", other: `${count} packs` }),
  ahead: "14 days ahead",
  deed: "Action",
  order: "Order it",
  orderOf: (name: string) => `Order ${name}`,
  make: "Make it",
  makeOf: (name: string) => `Make ${name}`,

  why: (name: string) => `Why: ${name}`,
  sellsADay: "Sells a day",
  learnedFrom: "Learned from",
  soldOut: (count: number) => `sold out on ${daysOf(count)}`,
  wontSell: "Will not sell before it expires",
  isOnOrder: "On order",
  notCountedOn: "Overdue, not counted on",
  leadTime: "Can be sold in",
  covers: "Covers",
  spare: "Safety stock",
  keeps: "Shelf life",
  days: daysOf,
  toSweet: "Open the sweet",

  curve: "Left at the end of the day if nothing more is made or ordered",
  shortFromDay: (day: string) => `short from ${day}`,
  neverShort: "it lasts for the days shown",
  numbers: "Show as a table",
  day: "Day",
  wanted: "Demand",
  coming: "Arrives",
  evening: "Left",

  urgentFrom: "Urgent, by supplier",
  urgentSweets: (count: number) => `${linesOf(count)} urgent`,
  orderAll: (count: number) => `Draft an order of ${linesOf(count)}`,
  orderAllOf: (count: number, name: string) => `Draft an order of ${linesOf(count)} from ${name}`,
  drafted: (number: string, count: number) => `Draft ${number} has ${linesOf(count)}.`,
  costUnknown: (number: string, count: number) =>
    plural(count, {
      one: `Draft ${number} was created. Enter the cost of 1 of its sweets.`,
      other: `Draft ${number} was created. Enter the cost of ${count} of its sweets.`,
    }),
};
