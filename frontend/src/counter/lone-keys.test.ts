import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LoneKeys } from "./lone-keys.ts";

const acted: string[] = [];
let keys: LoneKeys;

beforeEach(() => {
  vi.useFakeTimers();
  acted.length = 0;
  keys = new LoneKeys((key) => acted.push(key), 35);
});
afterEach(() => {
  vi.useRealTimers();
});

function type(text: readonly string[], apart: number): void {
  text.forEach((key, index) => {
    keys.press({ key, at: index * apart });
  });
}

test("a letter acts a moment after it was pressed", () => {
  type(["p"], 0);
  expect(acted).toEqual([]);
  vi.runAllTimers();
  expect(acted).toEqual(["p"]);
});

test("a letter acts before the Enter after it does", () => {
  type(["k", "Enter"], 10);
  expect(acted).toEqual(["k"]);
});

test("letters far apart act one after the other", () => {
  keys.press({ key: "k", at: 0 });
  vi.runAllTimers();
  keys.press({ key: "u", at: 200 });
  vi.runAllTimers();
  expect(acted).toEqual(["k", "u"]);
});

test("the letters of a fast typist act one after the other", () => {
  type(["s", "u"], 60);
  vi.runAllTimers();
  expect(acted).toEqual(["s", "u"]);
});

test.each([[[..."KUP-001"]], [[..."PED-001", "Enter"]]])("no letter of the burst %j acts", (burst) => {
  type(burst, 5);
  vi.runAllTimers();
  expect(acted).toEqual([]);
});
