import { expect, test } from "vitest";
import { packsOf } from "./advised-lines.ts";

const TEN = { quantity: "10.000", packs: null, pack_size: null };

test("the packs of the advice go before those of the last order, whose cost is taken by size", () => {
  const advice = { quantity: "10.000", packs: 2, pack_size: "5.000" };
  expect(packsOf(advice, { size: "5.000", cost: "310.00" }, null, 2)).toEqual({
    packs: "2",
    pack: { size: "5.000", cost: "310.00" },
  });
  expect(packsOf(advice, { size: "2.500", cost: "160.05" }, null, 2)).toEqual({
    packs: "2",
    pack: { size: "5.000", cost: "320.10" },
  });
});

test("without packs in the advice enough packs of the last order are taken", () => {
  expect(packsOf(TEN, { size: "4.000", cost: "100.00" }, null, 2)).toEqual({
    packs: "3",
    pack: { size: "4.000", cost: "100.00" },
  });
});

test("what was never ordered is one pack, at the cost of the last lot if that is known", () => {
  expect(packsOf(TEN, null, "12.3456", 2)).toEqual({ packs: "1", pack: { size: "10.000", cost: "123.46" } });
  expect(packsOf(TEN, null, null, 2)).toEqual({ packs: "1", pack: { size: "10.000" } });
});

test("of what is not needed the packs are left to type", () => {
  const none = { quantity: "0.000", packs: null, pack_size: "5.000" };
  expect(packsOf(none, null, "2", 2)).toEqual({ packs: "", pack: { size: "5.000", cost: "10.00" } });
  expect(packsOf({ ...none, pack_size: null }, null, "2", 2)).toEqual({ packs: "", pack: {} });
});

test("the cost of a pack has the decimals of the currency", () => {
  const inYen = packsOf(TEN, { size: "4.000", cost: "350" }, null, 0);
  expect(packsOf({ ...TEN, pack_size: "3.000" }, { size: "4.000", cost: "350" }, null, 0).pack.cost).toBe("263");
  expect(inYen.pack.cost).toBe("350");
  expect(packsOf(TEN, null, "0.1234", 3).pack.cost).toBe("1.234");
});
