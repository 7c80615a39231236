import { expect, test } from "vitest";
import type { Sweet } from "../api/types.ts";
import {
  afterSale,
  type Basket,
  basketIn,
  begun,
  EMPTY,
  quantityOf,
  withMore,
  without,
  withQuantity,
} from "./basket.ts";

const LADOO = {
  id: 9,
  name: "Motichoor Ladoo",
  category: { id: 2, name: "Ladoo" },
  unit: "kg",
  price: "560.00",
  quantity_step: "0.050",
  min_quantity: "0.100",
  available: "0.770",
} as Sweet;
const JALEBI = { ...LADOO, id: 2, name: "Jalebi", available: "9.000" };
const NOON = Date.UTC(2026, 10, 28, 12);
const HOUR = 3_600_000;

const one = withMore(EMPTY, LADOO, "0.25");

function ordered(basket: Basket, key = "first") {
  const attempt = begun(basket, 7, "upi", key, NOON);
  return { ...basket, attempt };
}

test("more of the same sweet is one line", () => {
  expect(quantityOf(withMore(one, LADOO, "0.25"), LADOO.id)).toBe("0.5");
  expect(withMore(one, LADOO, "0.25").lines).toHaveLength(1);
});

test("no more goes in than there is, on the sweet's step", () => {
  expect(quantityOf(withMore(one, LADOO, "1"), LADOO.id)).toBe("0.75");
});

test("what is in the basket stays when there is less of it by now", () => {
  const less = { ...LADOO, available: "0.100" };
  expect(withMore(one, less, "0.1")).toBe(one);
});

test("a line changes in its place, and goes", () => {
  const two = withMore(one, JALEBI, "0.5");
  const changed = withQuantity(two, LADOO, "0.1");
  expect(changed.lines.map(({ sweet, quantity }) => [sweet.id, quantity])).toEqual([
    [9, "0.1"],
    [2, "0.5"],
  ]);
  expect(without(changed, 9).lines.map(({ sweet }) => sweet.id)).toEqual([2]);
});

test("an order without an answer is repeated word for word, whatever the basket says since", () => {
  const waiting = ordered(one);
  const changed = withMore(waiting, JALEBI, "0.5");
  expect(begun(changed, 7, "cash", "second", NOON + HOUR)).toBe(waiting.attempt);
});

test("somebody else's order is another order", () => {
  expect(begun(ordered(one), 8, "upi", "second", NOON).key).toBe("second");
});

test("a key that the shop may have forgotten is not used again", () => {
  expect(begun(ordered(one), 7, "upi", "second", NOON + 19 * HOUR).key).toBe("first");
  expect(begun(ordered(one), 7, "upi", "second", NOON + 21 * HOUR).key).toBe("second");
});

test("a sale takes out what it sold, and what was put in since then stays", () => {
  const waiting = ordered(withMore(one, JALEBI, "0.5"));
  const more = withMore(waiting, JALEBI, "0.25");
  const left = afterSale(more, waiting.attempt);
  expect(left.lines.map(({ sweet, quantity }) => [sweet.id, quantity])).toEqual([[2, "0.25"]]);
  expect(left.attempt).toBeNull();
});

test("the answer to an order that another tab finished changes nothing", () => {
  const next = withMore(EMPTY, JALEBI, "0.5");
  expect(afterSale(next, ordered(one).attempt)).toBe(next);
});

test("a basket is read as it was written, and anything else is an empty one", () => {
  const waiting = ordered(one);
  expect(basketIn(JSON.stringify(waiting))).toEqual(waiting);
  for (const text of [
    null,
    "",
    "{",
    "[]",
    '{"lines":[{"quantity":"1"}]}',
    '{"lines":[{"sweet":{"id":1},"quantity":1}]}',
  ])
    expect(basketIn(text)).toEqual(EMPTY);
});
