import { expect, test } from "vitest";
import { byShelfLife, EMPTY_LOT, faultsOf, isOffStep, lotBody, readQuantity } from "./new-lot.ts";

test("a quantity is more than nothing, and may be written in grams", () => {
  expect(["250g", "0", "-1", "x", "2"].map((text) => readQuantity(text, { unit: "kg" }))).toEqual([
    "0.25",
    null,
    null,
    null,
    "2",
  ]);
  expect([isOffStep("0.3", { quantity_step: "0.100" }), isOffStep("0.25", { quantity_step: "0.1" })]).toEqual([
    false,
    true,
  ]);
});

test("the best-before day follows from the day of making, else from today", () => {
  const keeps = { shelf_life_days: 3 };
  expect(byShelfLife(EMPTY_LOT, keeps, "2026-12-30")).toBe("2027-01-02");
  expect(byShelfLife({ ...EMPTY_LOT, madeOn: "2026-12-28" }, keeps, "2026-12-30")).toBe("2026-12-31");
  expect(byShelfLife(EMPTY_LOT, { shelf_life_days: null }, "2026-12-30")).toBeNull();
});

test("a lot is refused that goes bad before it is made or costs no amount", () => {
  const lot = { madeOn: "2026-12-02", bestBefore: "2026-12-01", cost: "x" };
  expect(faultsOf(lot)).toEqual({ days: true, cost: true });
  expect(faultsOf({ ...lot, bestBefore: "2026-12-02", cost: " " })).toEqual({ days: false, cost: false });
});

test("what is left open is not said", () => {
  expect(lotBody(EMPTY_LOT)).toEqual({});
  expect(lotBody({ madeOn: "2026-12-01", bestBefore: "", cost: "310" })).toEqual({
    made_on: "2026-12-01",
    unit_cost: "310",
  });
});
