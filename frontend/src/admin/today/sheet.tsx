import type { ReactNode } from "react";
import { Link } from "react-router";
import { Failure } from "../../ui/failure.tsx";
import { Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { useCounted } from "../list/use-counted.ts";
import "./sheet.css";

interface Answer {
  data: unknown;
  error: Error | null;
  refetch: () => unknown;
}

/** A sheet of Today: a few rows of something, and the way to all of it. */
export function Sheet({
  title,
  answer,
  rows,
  all,
  none,
  foot,
}: {
  title: string;
  answer: Answer;
  rows: readonly ReactNode[] | undefined;
  all?: { to: string; count: { total?: number | null; total_is_exact?: boolean | null } | undefined };
  none: string;
  foot?: ReactNode;
}) {
  const { admin } = useWords();
  const counted = useCounted();
  return (
    <section className="sheet few" aria-label={title}>
      <header>
        <h2>{title}</h2>
        {all?.count?.total != null && all.count.total > 0 && (
          <Link className="small" to={all.to}>
            {admin.all(counted(all.count.total, all.count.total_is_exact))}
          </Link>
        )}
      </header>
      {answer.error !== null && answer.data === undefined ? (
        <Failure error={answer.error} onRetry={() => void answer.refetch()} />
      ) : rows === undefined ? (
        <div className="few-skeleton" aria-busy="true">
          <Skeleton width="70%" />
          <Skeleton width="55%" />
          <Skeleton width="65%" />
        </div>
      ) : rows.length === 0 ? (
        <p className="few-none soft">{none}</p>
      ) : (
        <ul>{rows}</ul>
      )}
      {foot}
    </section>
  );
}
