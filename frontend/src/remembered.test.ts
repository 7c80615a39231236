import { afterEach, expect, test, vi } from "vitest";
import { kept, remembered } from "./remembered.ts";

afterEach(() => localStorage.clear());

const count = (key: string) => kept<number>(key, (text) => Number(text ?? "0"), String);

/** What the browser tells a tab about the writing of another. */
function writeElsewhere(key: string, text: string): void {
  localStorage.setItem(key, text);
  window.dispatchEvent(new StorageEvent("storage", { key, newValue: text }));
}

test("a value outlives its page", () => {
  count("a").change(() => 3);
  expect(count("a").get()).toBe(3);
});

test("a tab follows what another tab writes", () => {
  const here = count("b");
  const listener = vi.fn();
  here.subscribe(listener);
  writeElsewhere("b", "7");
  expect(here.get()).toBe(7);
  expect(listener).toHaveBeenCalledOnce();
});

test("a change begins with what is stored, even before the tab has heard of it", () => {
  const here = count("c");
  localStorage.setItem("c", "7");
  here.change((before) => before + 1);
  expect(here.get()).toBe(8);
});

test("without storage a value lasts as long as the page", () => {
  vi.spyOn(Storage.prototype, "getItem").mockImplementation(refuse);
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(refuse);
  const here = count("d");
  here.change(() => 1);
  here.change((before) => before + 1);
  expect(here.get()).toBe(2);
});

test("a choice that nobody knows is the initial one", () => {
  localStorage.setItem("e", "purple");
  expect(remembered("e", ["light", "dark"], "light").get()).toBe("light");
});

function refuse(): never {
  throw new DOMException("No storage here.", "SecurityError");
}
