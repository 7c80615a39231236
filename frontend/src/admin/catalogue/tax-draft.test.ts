import { expect, test } from "vitest";
import { newComponent, newRate, rateAfter, rateFaults, rateOn, ratesOf, totalOf } from "./tax-draft.ts";

const OLD = { effective_from: "2026-04-01", components: [{ name: "GST", rate_percent: "5.000" }] };
const NEW = {
  effective_from: "2026-12-01",
  components: [
    { name: "CGST", rate_percent: "2.100" },
    { name: "SGST", rate_percent: "2.200" },
  ],
};
const SWEETS = { rates: [OLD, NEW] };

test("a rate is due from its day to that of the next one", () => {
  expect(rateOn("2026-03-31", SWEETS)).toBeUndefined();
  expect(rateOn("2026-04-01", SWEETS)).toBe(OLD);
  expect(rateAfter("2026-11-30", SWEETS)).toBe(NEW);
  expect(rateOn("2026-12-01", SWEETS)).toBe(NEW);
  expect(rateAfter("2026-12-01", SWEETS)).toBeUndefined();
});

test("components add up exactly", () => {
  expect(totalOf(NEW)).toBe("4.3");
  expect(totalOf({ components: [] })).toBe("0");
});

test("what is typed becomes rates, and what is wrong is known by its place", () => {
  const typed = { ...newRate("2027-01-01"), components: [newComponent(" GST ", "5.0"), newComponent("", "much")] };
  expect(ratesOf([typed])[0]?.components[0]).toEqual({ name: "GST", rate_percent: "5" });
  expect(rateFaults([newRate("2026-04-01", OLD.components), typed, newRate("")])).toEqual({
    "/rates/1/components/1/name": "missing",
    "/rates/1/components/1/rate_percent": "percent",
    "/rates/2/effective_from": "missing",
  });
});
