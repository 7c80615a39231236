import { expect, test } from "vitest";
import type { Sweet } from "../../api/types.ts";
import {
  afterSale,
  type Basket,
  basketIn,
  EMPTY,
  orderOf,
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

const one = withMore(EMPTY, LADOO, "0.25");

function ordered(basket: Basket) {
  const sent = { key: "first", userId: 7, sentAt: "2026-11-28T12:00:00Z", body: orderOf(basket, "140.00") };
  return { ...basket, sent };
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

test("an order says how much of what, and the most that it may cost", () => {
  expect(orderOf(one, "140.00")).toEqual({
    max_total: "140.00",
    lines: [{ sweet_id: 9, quantity: "0.25" }],
  });
});

test("a sale takes out what it sold, and what was put in since then stays", () => {
  const waiting = ordered(withMore(one, JALEBI, "0.5"));
  const more = withMore(waiting, JALEBI, "0.25");
  const left = afterSale(more, waiting.sent);
  expect(left.lines.map(({ sweet, quantity }) => [sweet.id, quantity])).toEqual([[2, "0.25"]]);
  expect(left.sent).toBeNull();
});

test("the answer to an order that another tab finished changes nothing", () => {
  const next = withMore(EMPTY, JALEBI, "0.5");
  expect(afterSale(next, ordered(one).sent)).toBe(next);
});

test("a line or an unanswered order that makes no sense is left out of a stored basket", () => {
  const [line] = one.lines;
  const { sent } = ordered(one);
  for (const wrong of [
    null,
    { quantity: "1" },
    { ...line, quantity: "1e999999" },
    { ...line, quantity: 1 },
    { ...line, sweet: { id: 1 } },
    { ...line, sweet: { ...LADOO, id: 2, name: {} } },
    { ...line, sweet: { ...LADOO, id: 2, quantity_step: "0" } },
  ])
    expect(basketIn(JSON.stringify({ lines: [line, wrong], sent: null }))).toEqual(one);
  expect(basketIn(JSON.stringify({ lines: [line, line], sent: null }))).toEqual(one);
  for (const wrong of ["x", {}, { ...sent, sentAt: "once" }, { ...sent, body: null }])
    expect(basketIn(JSON.stringify({ ...one, sent: wrong }))).toEqual(one);
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
