import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failure } from "../../ui/failure.tsx";
import { type Column, classOf } from "../list/table.tsx";

/** A table of figures with the row that adds them up. It scrolls within itself where the window is narrow. */
export function FiguresSheet<Data, Row>({
  title,
  answer,
  rowsOf,
  keyOf,
  columns,
  total,
  none,
  children,
}: {
  title: string;
  answer: UseQueryResult<Data, Error>;
  rowsOf: (data: Data) => readonly Row[];
  keyOf: (row: Row) => string | number;
  columns: readonly Column<Row>[];
  /** What the last row says of all of them, in the order of the columns. */
  total?: (data: Data) => readonly ReactNode[];
  none?: string;
  /** What chooses the rows. */
  children?: ReactNode;
}) {
  const { data, error, refetch } = answer;
  const rows = data === undefined ? undefined : rowsOf(data);
  return (
    <section className="sheet figures-sheet" aria-label={title}>
      <header>
        <h2>{title}</h2>
        {children}
      </header>
      {error !== null && data === undefined ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : rows?.length === 0 ? (
        <p className="figures-none soft">{none}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with keys.
        <div className="figures-scroll" tabIndex={0}>
          <table className="table">
            <caption className="visually-hidden">{title}</caption>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column.head} scope="col" className={classOf(column)}>
                    {column.head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows?.map((row) => (
                <tr key={keyOf(row)}>
                  {columns.map((column, place) =>
                    place === 0 ? (
                      <th key={column.head} scope="row">
                        {column.cell(row)}
                      </th>
                    ) : (
                      <td key={column.head} className={classOf(column)}>
                        {column.cell(row)}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
            {data !== undefined && total !== undefined && (
              <tfoot>
                <tr>
                  {total(data).map((cell, place) =>
                    place === 0 ? (
                      <th key={columns[place]?.head} scope="row">
                        {cell}
                      </th>
                    ) : (
                      <td key={columns[place]?.head} className={columns[place] && classOf(columns[place])}>
                        {cell}
                      </td>
                    ),
                  )}
                </tr>
              </tfoot>
            )}
          </table>
        </div>
      )}
    </section>
  );
}
