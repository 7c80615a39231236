import { expect, test } from "vitest";
import { isBarcode, Scanner } from "./scanner.ts";

function type(text: string, gap: number, scanner = new Scanner(35)): string | null {
  let at = 1000;
  let code = null;
  for (const key of [...text, "Enter"]) {
    code = scanner.press({ key, at });
    at += gap;
  }
  return code;
}

test.each(["8901234567894", "2112345002509", "KAJU-KATLI-17", "SYR-BALU"])("a fast burst of %s is a scan", (code) => {
  expect(type(code, 35)).toBe(code);
});

test("the same keys at a person's speed are typing", () => {
  expect(type("8901234567894", 36)).toBeNull();
});

test.each(["kaju", "gul12", "jalebis", "kaju 250g", "काजू1234"])("a fast typist's %j is no scan", (text) => {
  expect(type(text, 1)).toBeNull();
});

test("what was typed before a burst is not part of the code", () => {
  const scanner = new Scanner(35);
  scanner.press({ key: "k", at: 0 });
  expect(type("8901234567894", 5, scanner)).toBe("8901234567894");
});

test("a shift key within a burst is part of it, and another key ends it", () => {
  const scanner = new Scanner(35);
  const keys = ["Shift", "A", "Shift", "B", "1", "2", "3", "4", "Enter"];
  expect(keys.map((key, index) => scanner.press({ key, at: index * 5 })).at(-1)).toBe("AB1234");
  const ended = ["1", "2", "3", "Backspace", "4", "5", "6", "Enter"];
  expect(ended.map((key, index) => scanner.press({ key, at: index * 5 })).at(-1)).toBeNull();
});

test("the numbers of goods are barcodes by their form, phone numbers and quantities are not", () => {
  expect(["89012345", "890123456789", "8901234567894", "18901234567891"].every(isBarcode)).toBe(true);
  expect(["12", "9876543210", "250g", "KAJU-KATLI-17"].some(isBarcode)).toBe(false);
});
