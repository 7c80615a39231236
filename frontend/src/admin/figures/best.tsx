import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Schemas } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { Segments } from "../../ui/segments.tsx";
import { useWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";
import { NONE, useMoneyFigures } from "./columns.ts";
import { RANKINGS } from "./queries.ts";
import { FiguresSheet } from "./sheet.tsx";

/** What sold best in some days: by money, or by quantity in each unit. */
export function Best({
  answer,
  by,
  onBy,
}: {
  answer: UseQueryResult<Schemas["TopSweetsRead"]>;
  by: Schemas["Ranking"];
  onBy: (by: Schemas["Ranking"]) => void;
}) {
  const { officeFigures: words } = useWords();
  const { quantity, number } = useFormats();
  const figures = useMoneyFigures();
  return (
    <FiguresSheet
      title={words.best}
      answer={answer}
      rowsOf={({ items }) => items}
      keyOf={({ sweet }) => sweet.id}
      columns={[
        {
          head: words.sweet,
          cell: ({ rank, sweet }) => (
            <>
              <Link to={officeAddresses.sweet(sweet.id)} dir="auto">
                {sweet.name}
              </Link>
              <span className="sub">{`${number(String(rank))}. ${sweet.category.name}`}</span>
            </>
          ),
        },
        { head: words.sold, cell: (row) => quantity(row.quantity, row.sweet.unit), isFigure: true },
        {
          head: words.refundedOf,
          cell: (row) => (/[1-9]/.test(row.refunded) ? quantity(row.refunded, row.sweet.unit) : NONE),
          isFigure: true,
        },
        ...figures.map(([head, cell]) => ({ head, cell, isFigure: true })),
      ]}
      none={words.nothingSold}
    >
      <Segments
        legend={words.rank}
        value={by}
        onChange={onBy}
        options={RANKINGS.map((value) => ({ value, label: words.rankings[value] }))}
      />
    </FiguresSheet>
  );
}
