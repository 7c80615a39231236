import type { ReactNode } from "react";
import "./slip.css";

/** A paper slip with a title, a form, and where else one may go. */
export function Slip({ title, links, children }: { title: string; links?: ReactNode; children: ReactNode }) {
  return (
    <section className="slip" aria-labelledby="slip-title">
      <h1 id="slip-title">{title}</h1>
      {children}
      {links !== undefined && <p className="slip-links">{links}</p>}
    </section>
  );
}
