import type { ReactNode } from "react";

/** What is known of one thing; what is not known is left out. */
export function Facts({
  title,
  facts,
  children,
}: {
  title: string;
  facts: readonly (readonly [string, ReactNode])[];
  children?: ReactNode;
}) {
  return (
    <section className="sheet known" aria-label={title}>
      <header>
        <h2>{title}</h2>
      </header>
      <dl>
        {facts
          .filter(([, fact]) => fact !== null && fact !== false)
          .map(([name, fact]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{fact}</dd>
            </div>
          ))}
      </dl>
      {children}
    </section>
  );
}
