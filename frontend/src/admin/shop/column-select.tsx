import { useWords } from "../../words/index.tsx";
import { Labelled } from "./labelled.tsx";

/** Which of the file's columns has a field; by its name unless one is chosen. */
export function ColumnSelect({ name, label, titles }: { name: string; label: string; titles: readonly string[] }) {
  const { officeShop: words } = useWords();
  return (
    <Labelled
      label={label}
      control={(id) => (
        <select id={id} name={name}>
          <option value="">{words.byItsName}</option>
          {titles.map((title) => (
            <option key={title} value={title}>
              {title}
            </option>
          ))}
        </select>
      )}
    />
  );
}

/** Return the titles that are chosen within a part of the form, by field. */
export function chosenIn(part: HTMLElement | null, fields: readonly string[]): Record<string, string> {
  const titles = fields.map((field) => {
    const select = part?.querySelector<HTMLSelectElement>(`select[name="${field}_column"]`);
    return [field, select?.value ?? ""] as const;
  });
  return Object.fromEntries(titles.filter(([, title]) => title !== ""));
}
