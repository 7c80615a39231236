import { Fragment, type ReactNode } from "react";
import { Link } from "react-router";
import { Failure } from "../../ui/failure.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { ChooseRow, ChooseShown } from "./choosing.tsx";
import { useCounted } from "./use-counted.ts";
import type { Listed } from "./use-list.ts";
import type { Selection } from "./use-selection.ts";
import "./table.css";

export interface Column<Row> {
  head: string;
  cell: (row: Row) => ReactNode;
  /** The name the API sorts by. */
  sort?: string;
  /** Figures stand at the right. */
  isFigure?: boolean;
  /** Below which width it steps back: a tablet's or a phone's. */
  leaves?: "tablet" | "phone";
  className?: string;
}

interface Props<Row> {
  caption: string;
  list: Listed<Row>;
  keyOf: (row: Row) => number;
  /** Where a row leads; its first column is the link. */
  to?: (row: Row) => string;
  columns: readonly Column<Row>[];
  sort?: string;
  onSort?: (sort: string) => void;
  /** What to say and do when there is nothing. */
  empty: ReactNode;
  /** What opens under a row, such as a question about it. */
  below?: (row: Row) => ReactNode;
  /** Gives each row a checkbox. */
  selection?: Selection<Row> | undefined;
}

const SKELETON_ROWS = 12;

/** A list as a table: real links, heads that sort, a line that says how much of it is shown. */
export function Table<Row>({
  caption,
  list,
  keyOf,
  to,
  columns,
  sort = "",
  onSort,
  empty,
  below,
  selection,
}: Props<Row>) {
  const { admin } = useWords();
  const counted = useCounted();
  const { rows, total } = list;
  const width = columns.length + (selection === undefined ? 0 : 1);
  if (list.error !== null && rows === undefined) return <Failure error={list.error} onRetry={list.again} />;
  if (rows?.length === 0) return empty;
  return (
    <>
      <div className="sheet list">
        <table className="table links">
          <caption className="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              {selection && <ChooseShown selection={selection} rows={rows} />}
              {columns.map((column) => (
                <th key={column.head} scope="col" className={classOf(column)} aria-sort={sortedBy(column, sort)}>
                  <SortHead column={column} sort={sort} onSort={onSort} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows === undefined && <SkeletonRows columns={width} />}
            {rows?.map((row) => {
              const opened = below?.(row);
              return (
                <Fragment key={keyOf(row)}>
                  <tr>
                    {selection && <ChooseRow selection={selection} row={row} />}
                    {columns.map((column, place) =>
                      place === 0 ? (
                        <th key={column.head} scope="row">
                          {to === undefined ? (
                            column.cell(row)
                          ) : (
                            <Link className="row" to={to(row)}>
                              {column.cell(row)}
                            </Link>
                          )}
                        </th>
                      ) : (
                        <td key={column.head} className={classOf(column)}>
                          {column.cell(row)}
                        </td>
                      ),
                    )}
                  </tr>
                  {opened && (
                    <tr className="below">
                      <td colSpan={width}>{opened}</td>
                    </tr>
                  )}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </div>
      {rows === undefined && <Loading />}
      {rows !== undefined && (
        <p className="list-foot soft">
          <span role="status">
            {total === undefined ? admin.shown(rows.length) : admin.shownOf(rows.length, counted(total, list.isExact))}
          </span>
          {list.hasMore && (
            <button className="btn" type="button" aria-busy={list.isLoadingMore} onClick={list.more}>
              {admin.loadMore}
            </button>
          )}
        </p>
      )}
      {list.error !== null && rows !== undefined && <Failure error={list.error} onRetry={list.again} />}
    </>
  );
}

function sortedBy<Row>({ sort: name }: Column<Row>, sort: string) {
  if (name === undefined) return undefined;
  return sort === name ? "ascending" : sort === `-${name}` ? "descending" : undefined;
}

function SortHead<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>;
  sort: string;
  onSort: ((sort: string) => void) | undefined;
}) {
  const name = column.sort;
  if (name === undefined || onSort === undefined) return column.head;
  const isUp = sort === name;
  return (
    <button type="button" className="sort" onClick={() => onSort(isUp ? `-${name}` : name)}>
      {column.head}
      <StaffIcon name={isUp ? "up" : sort === `-${name}` ? "down" : "sort"} />
    </button>
  );
}

function SkeletonRows({ columns }: { columns: number }) {
  return Array.from({ length: SKELETON_ROWS }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike.
    <tr key={row}>
      <td colSpan={columns}>
        <Skeleton width={`${60 - (row % 4) * 8}%`} />
      </td>
    </tr>
  ));
}

/** The classes of a column's cells. */
export function classOf<Row>({ isFigure, leaves, className }: Column<Row>): string {
  return [isFigure && "n", leaves && `off-${leaves}`, className].filter(Boolean).join(" ");
}
