import type { Schemas } from "../../api/types.ts";
import { useWords } from "../../words/index.tsx";

export type Entry = Schemas["AuditLogRead"];

/** What was done, in words: `sale.voided` is "Sale voided". A deed without words is shown as it is written. */
export function useDeed(): (action: string) => string {
  const { officeAudit: words } = useWords();
  return (action) => {
    const [entity = "", verb = ""] = action.split(".");
    const [noun, said] = [words.entities[entity], words.verbs[verb]];
    return noun === undefined || said === undefined ? action : `${noun} ${said}`;
  };
}

/** Who did it: by e-mail as long as there is one. */
export function useActor(): (entry: Entry) => string {
  const { officeAudit: words } = useWords();
  return ({ actor_id, actor_email }) => actor_email ?? (actor_id === null ? words.somebody : words.gone(actor_id));
}

/** The values that a deed changed, those before and after side by side. */
export function Changes({ entry }: { entry: Entry }) {
  const { officeAudit: words } = useWords();
  const before = entry.before ?? {};
  const after = entry.after ?? {};
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  if (names.length === 0) return <p className="soft small">{words.noChange}</p>;
  return (
    <table className="changes">
      <thead>
        <tr>
          <th scope="col">{words.value}</th>
          <th scope="col">{words.before}</th>
          <th scope="col">{words.after}</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{textOf(before[name])}</td>
            <td>{textOf(after[name])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
