import type { Schemas } from "../../api/types.ts";
import { Decimal, decimalsOf, lineTotal, sum } from "../../ui/decimal.ts";
import type { BasketLine } from "./basket.ts";

export type Quote = Schemas["QuoteRead"];

/** What keeps a line from being sold. */
export type LineProblem =
  | { kind: "short"; left: string }
  | { kind: "sold_out" }
  | { kind: "gone" }
  /** Its step or its minimum changed since it was put in. */
  | { kind: "refused"; code: string; detail: string };

/** A line of the basket with what the shop says about it now. */
export interface QuotedLine extends BasketLine {
  /** The price of a unit now, or as it was while the shop has not answered. */
  price: string;
  total: string;
  priceBefore: string | null;
  /** The most that could be taken, if the shop has said. */
  most: string | undefined;
  problem: LineProblem | null;
}

const GONE = new Set(["sweet_not_found", "sweet_archived"]);

/** Put the shop's answer beside each line. An answer to an earlier basket still tells prices. */
export function quotedLines(lines: readonly BasketLine[], quote: Quote | undefined): QuotedLine[] {
  return lines.map((line) => {
    const index = quote?.lines.findIndex(({ sweet_id }) => sweet_id === line.sweet.id) ?? -1;
    const said = quote?.lines[index];
    const price = said?.unit_price ?? line.sweet.price;
    return {
      ...line,
      price,
      total: lineTotal(price, line.quantity),
      priceBefore: new Decimal(price).eq(line.sweet.price) ? null : line.sweet.price,
      most: said?.largest_quantity ?? undefined,
      problem: problemOf(
        line,
        said,
        quote?.problems.find(({ pointer }) => pointer.startsWith(`/lines/${index}/`)),
      ),
    };
  });
}

function problemOf(
  { quantity }: BasketLine,
  said: Schemas["QuoteLineRead"] | undefined,
  problem: Schemas["ProblemField"] | undefined,
): LineProblem | null {
  if (said === undefined) return null;
  if (problem !== undefined && GONE.has(problem.code)) return { kind: "gone" };
  const most = said.largest_quantity;
  if (most !== null && new Decimal(most).lte("0")) return { kind: "sold_out" };
  if (most !== null && new Decimal(quantity).gt(most)) return { kind: "short", left: most };
  if (problem === undefined || problem.code === "insufficient_stock") return null;
  return { kind: "refused", code: problem.code, detail: problem.detail };
}

/** Return what the basket would cost with what is left of each sweet, or null where taxes come on top. */
export function totalWithLeft(lines: readonly QuotedLine[], quote: Quote): string | null {
  if (quote.tax_mode !== "inclusive") return null;
  const totals = lines.flatMap(({ problem, price, total }) => {
    if (problem === null) return [total];
    return problem.kind === "short" ? [lineTotal(price, problem.left)] : [];
  });
  return sum(totals).toFixed(decimalsOf(lines[0]?.price ?? ""));
}
