import type { CSSProperties, ReactNode } from "react";
import { useWords } from "../words/index.tsx";
import "./states.css";

/** The shape of what is on its way, at its own size, so that nothing jumps. */
export function Skeleton({ width = "100%", height = "1em" }: { width?: string; height?: string }) {
  return <span className="skeleton" style={{ width, height } as CSSProperties} />;
}

/** Wraps skeletons, and says once that something is loading. */
export function Loading({ children }: { children?: ReactNode }) {
  const { ui } = useWords();
  return (
    <div aria-busy="true">
      <p className="visually-hidden" role="status">
        {ui.loading}
      </p>
      {children}
    </div>
  );
}

/** Nothing to show: what was asked, and the first thing to do about it. */
export function Empty({ title, children, action }: { title: ReactNode; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children}
      {action}
    </div>
  );
}
