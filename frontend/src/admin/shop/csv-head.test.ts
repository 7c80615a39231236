import { expect, test } from "vitest";
import { readTitles, titlesOf } from "./csv-head.ts";

test.each([
  ["Date,Time,Item\n2016-10-30,09:58,Bread", ["Date", "Time", "Item"]],
  ["Bill no;Day;What, exactly\r\n1;2;3", ["Bill no", "Day", "What, exactly"]],
  ["sep=|\nDate|Item\n", ["Date", "Item"]],
  ['\ufeff"Price, each","Said ""so"""\n', ["Price, each", "Said so"]],
  ['"On two\nlines",Item\n1,2', ["On two\nlines", "Item"]],
  ["Day\tItem", ["Day", "Item"]],
  ["", []],
  ["Price list of Sharma Sweets,,\n,,\nSKU,Name,Price\nT1,Jalebi,12\n", ["SKU", "Name", "Price"]],
  ["\n\nSharma Sweets,Shop 3\nSKU;Name;Price\n", ["SKU", "Name", "Price"]],
  ['12" trays\nSKU,Name,Price\n', ["SKU", "Name", "Price"]],
  ["Our sweets\nWhat,How much\nJalebi,12", ["What", "How much"]],
])("the titles of %j are %j", (text, titles) => {
  expect(readTitles(text, ["sku", "name", "price"])).toEqual(titles);
});

test("a file is read in the encoding it has", async () => {
  const utf16 = new Uint8Array([0xff, 0xfe, ...[..."Día,Item"].flatMap((letter) => [letter.charCodeAt(0), 0])]);
  const windows = new Uint8Array([..."Día;Item"].map((letter) => letter.charCodeAt(0)));
  expect(await titlesOf(new Blob([utf16]), [])).toEqual(["Día", "Item"]);
  expect(await titlesOf(new Blob([windows]), [])).toEqual(["Día", "Item"]);
});
