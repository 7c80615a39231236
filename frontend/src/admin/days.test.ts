import { expect, test } from "vitest";
import { momentsOf, startOfDay } from "./days.ts";

test.each([
  ["2026-11-28", "Asia/Kolkata", "2026-11-28T00:00:00+05:30"],
  ["2026-11-28", "UTC", "2026-11-28T00:00:00+00:00"],
  // Clocks go forward at two on this day, back at two on the other.
  ["2026-03-08", "America/New_York", "2026-03-08T00:00:00-05:00"],
  ["2026-11-02", "America/New_York", "2026-11-02T00:00:00-05:00"],
  ["2026-11-01", "America/New_York", "2026-11-01T00:00:00-04:00"],
  ["today", "UTC", undefined],
  ["2026-02-40", "UTC", undefined],
])("%s begins in %s at %s", (day, zone, moment) => {
  expect(startOfDay(day, zone)).toBe(moment);
});

test("a period ends where the day after it begins", () => {
  expect(momentsOf("2026-12-30", "2026-12-31", "Asia/Kolkata")).toEqual({
    from: "2026-12-30T00:00:00+05:30",
    to: "2027-01-01T00:00:00+05:30",
  });
  expect(momentsOf("", "soon", "Asia/Kolkata")).toEqual({});
});
