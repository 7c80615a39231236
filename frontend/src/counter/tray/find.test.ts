import { expect, test } from "vitest";
import { findSweets } from "./find.ts";

const SWEETS = ["Assorted Box 500 g", "Besan Ladoo", "Gulab Jamun", "Kaju Katli", "Kala Jamun", "काजू कतली"].map(
  (name, index) => ({ name, sku: `SW-${index}` }),
);

function find(text: string): [names: string[], quantity: string | null] {
  const { sweets, quantity } = findSweets(text, SWEETS);
  return [sweets.map(({ name }) => name), quantity];
}

test("the beginnings of words find a sweet, and a name that begins so comes first", () => {
  expect(find("jam")).toEqual([["Gulab Jamun", "Kala Jamun"], null]);
  expect(find("k")).toEqual([["Kaju Katli", "Kala Jamun"], null]);
  expect(find("gul jam")).toEqual([["Gulab Jamun"], null]);
  expect(find("का")).toEqual([["काजू कतली"], null]);
  expect(find("SW-3")).toEqual([["Kaju Katli"], null]);
});

test("what stands behind a name is a quantity", () => {
  expect(find("g6")).toEqual([["Gulab Jamun", "Assorted Box 500 g"], "6"]);
  expect(find("kaju 250g")).toEqual([["Kaju Katli"], "250g"]);
  expect(find("besan .5")).toEqual([["Besan Ladoo"], ".5"]);
  expect(find("besan 1 1/2")).toEqual([["Besan Ladoo"], "1 1/2"]);
  expect(find("b½")).toEqual([["Besan Ladoo", "Assorted Box 500 g"], "½"]);
});

test("a number that belongs to a name is part of the name", () => {
  expect(find("assorted 500")).toEqual([["Assorted Box 500 g"], null]);
  expect(find("box 500 g 2")).toEqual([["Assorted Box 500 g"], "2"]);
});

test("a text that names nothing finds nothing", () => {
  expect(find("")).toEqual([[], null]);
  expect(find("12")).toEqual([[], null]);
  expect(find("zzz 2")).toEqual([[], null]);
});
