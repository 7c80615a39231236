import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Schemas } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";
import { useByUnit, useMoneyFigures } from "./columns.ts";
import { FiguresSheet } from "./sheet.tsx";

type Metrics = Schemas["SweetMetricsOfAll"];

/** What each category holds now, and what was sold of it in some days. */
export function Categories({ answer }: { answer: UseQueryResult<Schemas["SweetMetricsRead"]> }) {
  const { officeFigures: words } = useWords();
  const { money, number } = useFormats();
  const byUnit = useByUnit();
  const figures = useMoneyFigures();
  const all: (readonly [string, (row: Metrics) => React.ReactNode])[] = [
    [
      words.sweets,
      ({ count, archived }) => (
        <>
          {number(String(count))}
          {archived > 0 && <span className="sub">{words.archived(number(String(archived)))}</span>}
        </>
      ),
    ],
    [words.onHand, ({ on_hand }) => byUnit(on_hand)],
    [
      words.value,
      ({ value, lots_without_cost: unknown }) => (
        <>
          {money(value)}
          {unknown > 0 && <span className="sub">{words.lotsWithoutCost(unknown)}</span>}
        </>
      ),
    ],
    [words.valueAtPrice, ({ value_at_price }) => money(value_at_price)],
    [words.sold, ({ sold }) => byUnit(sold)],
    ...figures,
  ];
  return (
    <FiguresSheet
      title={words.byCategory}
      answer={answer}
      rowsOf={({ items }) => items}
      keyOf={({ category }) => category.id}
      columns={[
        {
          head: words.category,
          cell: ({ category }) => (
            <Link to={`${officeAddresses.catalogue}?category_id=${category.id}`} dir="auto">
              {category.name}
            </Link>
          ),
        },
        ...all.map(([head, cell]) => ({
          head,
          cell,
          isFigure: true,
          ...((head === words.onHand || head === words.sold) && { className: "units" }),
        })),
      ]}
      total={({ total }) => [words.together, ...all.map(([, cell]) => cell(total))]}
      none={words.noCategories}
    />
  );
}
