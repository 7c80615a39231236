import { useWords } from "../../words/index.tsx";
import type { Selection } from "./use-selection.ts";

/** The head of the column of checkboxes: chooses all that is shown. */
export function ChooseShown<Row>({ selection, rows }: { selection: Selection<Row>; rows: readonly Row[] | undefined }) {
  const { admin } = useWords();
  const count = rows?.filter(selection.has).length ?? 0;
  const isAll = count > 0 && count === rows?.length;
  return (
    <th scope="col" className="choosing">
      <label className="hitbox over">
        <input
          type="checkbox"
          aria-label={admin.chooseShown}
          checked={isAll}
          ref={(box) => {
            if (box !== null) box.indeterminate = count > 0 && !isAll;
          }}
          onChange={() => (isAll ? selection.leave : selection.add)(rows ?? [])}
        />
      </label>
    </th>
  );
}

/** The checkbox of a row; Shift chooses all from the one pressed before. */
export function ChooseRow<Row>({ selection, row }: { selection: Selection<Row>; row: Row }) {
  const { admin } = useWords();
  return (
    <td className="choosing">
      <label className="hitbox over">
        <input
          type="checkbox"
          aria-label={admin.choose(selection.nameOf(row))}
          checked={selection.has(row)}
          onChange={({ target, nativeEvent }) =>
            selection.choose(row, target.checked, (nativeEvent as MouseEvent).shiftKey === true)
          }
        />
      </label>
    </td>
  );
}
