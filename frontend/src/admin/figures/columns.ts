import type { ReactNode } from "react";
import type { Schemas } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";

/** What is not known, or nothing. */
export const NONE = "–";

type Money = Omit<Schemas["TopSweetRead"], "rank" | "sweet" | "quantity" | "refunded">;
type Figure = readonly [head: string, cell: (row: Money) => ReactNode];

/** What every row of money has, from what was sold to what is left of it, as docs/figures.md defines it. */
export function useMoneyFigures(): readonly Figure[] {
  const { admin, officeFigures: words } = useWords();
  const { money } = useFormats();
  return [
    [words.gross, ({ gross }) => money(gross)],
    [words.discounts, ({ discounts }) => money(discounts)],
    [words.givenBack, ({ refunds }) => money(refunds)],
    [words.net, ({ net }) => money(net)],
    [words.tax, ({ tax }) => money(tax)],
    [words.total, ({ total }) => money(total)],
    [words.costedSales, ({ costed_sales }) => money(costed_sales)],
    [words.cost, ({ cost }) => money(cost)],
    [words.margin, ({ margin }) => money(margin)],
    [words.marginPercent, ({ margin_percent: part }) => (part === null ? NONE : admin.percent(part))],
  ];
}

/** 1.500 kg, 12 pieces: what is weighed is never added to what is counted. */
export function useByUnit(): (amounts: Schemas["ByUnitRead"]) => string {
  const { quantity } = useFormats();
  return (amounts) =>
    (["kg", "g", "piece", "box"] as const)
      .filter((unit) => /[1-9]/.test(amounts[unit]))
      .map((unit) => quantity(amounts[unit], unit))
      .join(", ") || NONE;
}
