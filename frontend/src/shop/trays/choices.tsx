import { lazy, Suspense, useState } from "react";
import { useWords } from "../../words/index.tsx";
import { countOf, SORTS, type Sort, type Wanted } from "./wanted.ts";
import "./choices.css";

const loadPanel = () => import("./choices-panel.tsx");
const ChoicesPanel = lazy(loadPanel);

/** The order of the trays, and a panel with what else can be chosen, which is loaded when somebody opens it. */
export function Choices({ wanted, onWanted }: { wanted: Wanted; onWanted: (wanted: Wanted) => void }) {
  const { shop } = useWords();
  const [wasOpened, setWasOpened] = useState(false);
  const count = countOf(wanted);
  return (
    <div className="choices-row">
      <label className="sort">
        {shop.sort}
        <select
          className="pick"
          value={wanted.sort}
          onChange={(event) => onWanted({ ...wanted, sort: event.target.value as Sort })}
        >
          {SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {sort === "" && wanted.q !== "" ? shop.bestMatch : shop.sorts[sort]}
            </option>
          ))}
        </select>
      </label>
      <details className="choices" onToggle={() => setWasOpened(true)}>
        <summary className="button line" onPointerEnter={() => void loadPanel()}>
          {count === 0 ? shop.filters : shop.filtersOn(count)}
        </summary>
        <div className="choices-panel">
          <Suspense>{wasOpened && <ChoicesPanel wanted={wanted} onWanted={onWanted} />}</Suspense>
        </div>
      </details>
    </div>
  );
}
