import { expect, test } from "vitest";
import {
  bestBeforeOf,
  emptyRow,
  faultOfRow,
  type OrderLine,
  readPacks,
  receiptLines,
  restOf,
  summaryOf,
} from "./receipt.ts";

const KEEPING = { shelfLife: 3, today: "2026-11-28" };
const LINE: OrderLine = {
  line_no: 1,
  sweet_id: 7,
  sku: "RAS",
  name: "Rasgulla",
  unit: "piece",
  packs: 10,
  pack_size: "12.000",
  pack_cost: "330.00",
  quantity: "120.000",
  line_cost: "3300.00",
  packs_received: 4,
  outstanding: "72.000",
};
const PANEER: OrderLine = {
  ...LINE,
  name: "Paneer",
  unit: "kg",
  packs: 4,
  pack_size: "5.000",
  pack_cost: "1550.00",
  packs_received: 0,
  outstanding: "20.000",
};
const row = (packs: string, more = {}) => ({ ...emptyRow(0), packs, ...more });

test("a lot keeps as long as its sweet from the day it was made, or from today", () => {
  expect(bestBeforeOf(row("1"), KEEPING)).toBe("2026-12-01");
  expect(bestBeforeOf(row("1", { madeOn: "2026-11-26" }), KEEPING)).toBe("2026-11-29");
  expect(bestBeforeOf(row("1", { bestBefore: "2026-11-30" }), KEEPING)).toBe("2026-11-30");
  expect(bestBeforeOf(row("1"), { ...KEEPING, shelfLife: null })).toBe("");
});

test("the foot adds up the lots with packs in them, and names what stays", () => {
  const rows = [row("4"), row("1", { cost: "300.50" }), row("")];
  expect(summaryOf([{ line: LINE, rows, keeping: KEEPING }])).toEqual({
    lots: 2,
    sweets: 1,
    amount: "1620.5",
    staying: [{ name: "Rasgulla", packs: 1 }],
    packsStaying: 1,
  });
});

test("a receipt has a line for each lot, and a cost only where it is another than ordered", () => {
  const rows = [row("4"), row("2", { madeOn: "2026-11-26", cost: "1,300.5" }), row("0")];
  expect(receiptLines([{ line: LINE, rows, keeping: KEEPING }])).toEqual([
    { line_no: 1, packs: 4, best_before: "2026-12-01" },
    { line_no: 1, packs: 2, made_on: "2026-11-26", best_before: "2026-11-29", pack_cost: "1300.5" },
  ]);
});

test.each([
  ["two", {}, "packs"],
  ["1.5", {}, "packs"],
  ["2", { madeOn: "2026-11-27", bestBefore: "2026-11-26" }, "days"],
  ["2", { cost: "cheap" }, "cost"],
  ["", { cost: "cheap" }, null],
  ["2", {}, null],
])("a row of %j packs with %j has the fault %j", (packs, more, fault) => {
  expect(faultOfRow(row(packs, more), LINE, KEEPING)).toBe(fault);
});

test("goods are received as they were weighed, and paid by weight", () => {
  const keeping = { ...KEEPING, shelfLife: null };
  const counted = row("4", { weight: "18.35" });
  expect(receiptLines([{ line: PANEER, rows: [counted], keeping }])).toEqual([
    { line_no: 1, packs: 4, quantity: "18.35" },
  ]);
  expect(summaryOf([{ line: PANEER, rows: [counted], keeping }])).toMatchObject({ amount: "5688.5", packsStaying: 0 });
  const loose = row("", { weight: "18.35" });
  expect(receiptLines([{ line: PANEER, rows: [loose], keeping }])).toEqual([{ line_no: 1, quantity: "18.35" }]);
  expect(summaryOf([{ line: PANEER, rows: [loose], keeping }])).toMatchObject({ lots: 1, packsStaying: 1 });
  expect(faultOfRow(row("4", { weight: "heavy" }), PANEER, keeping)).toBe("weight");
});

test("the rest of a line is in packs, or by weight where some was only weighed", () => {
  expect(restOf(LINE)).toMatchObject({ packs: "6", weight: "" });
  expect(restOf({ ...PANEER, outstanding: "1.650" })).toMatchObject({ packs: "", weight: "1.65" });
  expect(restOf({ ...PANEER, outstanding: "0.000" })).toEqual(emptyRow(0));
});

test("packs are read in Devanagari too", () => {
  expect(readPacks("१२")).toBe(12);
  expect(readPacks("")).toBe(0);
});

test("what was weighed costs its share, with the decimals of the currency", () => {
  const weighed = [{ ...row("4"), weight: "18.35" }];
  const amountIn = (pack_cost: string) =>
    summaryOf([{ line: { ...PANEER, pack_cost }, rows: weighed, keeping: KEEPING }]).amount;
  expect(amountIn("1550")).toBe("5689");
  expect(amountIn("1550.00")).toBe("5688.5");
  expect(amountIn("1.555")).toBe("5.707");
});
