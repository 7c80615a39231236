import { expect, test } from "vitest";
import type { BasketLine } from "./basket.ts";
import { type Quote, quotedLines, totalWithLeft } from "./quoted.ts";

function line(id: number, quantity: string, price = "560.00"): BasketLine {
  const sweet = { id, name: `Sweet ${id}`, category: { id: 1, name: "Ladoo" }, unit: "kg", price } as const;
  return { quantity, sweet: { ...sweet, quantity_step: "0.050", min_quantity: "0.100" } };
}

function quote(lines: object[], problems: Quote["problems"] = []): Quote {
  return { lines, problems, tax_mode: "inclusive" } as unknown as Quote;
}

const said = (id: number, largest: string | null, price: string | null = "560.00") => ({
  sweet_id: id,
  largest_quantity: largest,
  unit_price: price,
});
const problem = (index: number, code: string) => ({ pointer: `/lines/${index}/quantity`, code, detail: "Why." });

test("before the shop has answered a line costs what it cost", () => {
  const [only] = quotedLines([line(1, "0.25")], undefined);
  expect(only).toMatchObject({ price: "560.00", total: "140.00", priceBefore: null, problem: null });
});

test("a price that changed since is told with the one before", () => {
  const [only] = quotedLines([line(1, "0.25", "500.00")], quote([said(1, "3")]));
  expect(only).toMatchObject({ price: "560.00", total: "140.00", priceBefore: "500.00" });
});

test("what is left is told on its line", () => {
  const lines = [line(1, "1"), line(2, "0.25"), line(3, "0.25"), line(4, "0.25")];
  const problems = [
    problem(0, "insufficient_stock"),
    problem(1, "insufficient_stock"),
    { ...problem(2, "sweet_not_found"), pointer: "/lines/2/sweet_id" },
  ];
  const answer = quote([said(1, "0.75"), said(2, "0.000"), said(3, null, null), said(4, "9")], problems);
  expect(quotedLines(lines, answer).map(({ problem }) => problem)).toEqual([
    { kind: "short", left: "0.75" },
    { kind: "sold_out" },
    { kind: "gone" },
    null,
  ]);
});

test("a step that changed since is told in the shop's words", () => {
  const answer = quote([said(1, "9")], [problem(0, "off_step_quantity")]);
  expect(quotedLines([line(1, "0.25")], answer)[0]?.problem).toEqual({
    kind: "refused",
    code: "off_step_quantity",
    detail: "Why.",
  });
});

test("an answer to an earlier basket does not complain about a line that was mended since", () => {
  const answer = quote([said(1, "0.75")], [problem(0, "insufficient_stock")]);
  expect(quotedLines([line(1, "0.75")], answer)[0]?.problem).toBeNull();
});

test("the total with what is left leaves out what is gone, and is not guessed where taxes come on top", () => {
  const lines = [line(1, "1"), line(2, "0.25"), line(3, "0.5", "1120.00")];
  const answer = quote([said(1, "0.75"), said(2, "0.000"), said(3, "9", "1120.00")]);
  expect(totalWithLeft(quotedLines(lines, answer), answer)).toBe("980.00");
  expect(totalWithLeft(quotedLines(lines, answer), { ...answer, tax_mode: "exclusive" })).toBeNull();
});
