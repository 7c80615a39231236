import { useSyncExternalStore } from "react";
import { kept } from "../../remembered.ts";
import { useWords } from "../../words/index.tsx";
import "./columns.css";

/** The columns of one list that are left out on this device, and at first. */
export function hiddenColumns(list: string, atFirst: readonly string[] = []) {
  return kept<readonly string[]>(
    `office-columns-${list}`,
    (text) => (text === null ? atFirst : text.split(",").filter(Boolean)),
    (names) => names.join(","),
  );
}

type Hidden = ReturnType<typeof hiddenColumns>;

export function useHidden(hidden: Hidden): readonly string[] {
  return useSyncExternalStore(hidden.subscribe, hidden.get);
}

/** A menu of the columns; those that are ticked are shown. */
export function ColumnsMenu({
  hidden,
  columns,
}: {
  hidden: Hidden;
  columns: readonly { name: string; head: string }[];
}) {
  const { admin } = useWords();
  const left = useHidden(hidden);
  return (
    <div className="columns">
      <button className="btn" type="button" popoverTarget="columns-menu">
        {admin.columns(columns.length - columns.filter(({ name }) => left.includes(name)).length)}
      </button>
      <fieldset className="columns-menu" id="columns-menu" popover="auto">
        <legend className="visually-hidden">{admin.columnsShown}</legend>
        {columns.map(({ name, head }) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={!left.includes(name)}
              onChange={({ target }) =>
                hidden.change((names) => (target.checked ? names.filter((one) => one !== name) : [...names, name]))
              }
            />
            {head}
          </label>
        ))}
      </fieldset>
    </div>
  );
}
