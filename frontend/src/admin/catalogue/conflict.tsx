import { useEffect, useRef } from "react";
import type { Sweet } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { type Draft, differing, draftOf } from "./draft.ts";
import { useLastChange } from "./queries.ts";
import { useShown } from "./use-shown.ts";
import "./conflict.css";

/**
 * Two people changed one sweet: shows it as it was opened, as this person wants it and as the other saved it, and asks.
 * What only the other changed stays theirs.
 */
export function Conflict({
  base,
  mine,
  theirs,
  isSaving,
  onSave,
  onTake,
}: {
  base: Sweet;
  mine: Draft;
  theirs: Sweet;
  isSaving: boolean;
  onSave: () => void;
  onTake: () => void;
}) {
  const { officeCatalogue: words } = useWords();
  const { time } = useFormats();
  const shown = useShown();
  const who = useLastChange(theirs)?.actor_email;
  const place = useRef<HTMLElement>(null);
  useEffect(() => place.current?.focus(), []);

  const opened = draftOf(base);
  const other = draftOf(theirs);
  const myChanges = differing(mine, opened);
  const theirChanges = differing(other, opened);
  const fields = [...new Set([...myChanges, ...theirChanges])];
  const [first] = fields;
  const only = fields.length === 1 ? first : undefined;
  const at = time(theirs.updated_at);
  return (
    <section className="conflict" ref={place} tabIndex={-1} aria-label={words.conflict(theirs.name, at)}>
      <p role="alert">
        <b>{who ? words.conflictBy(theirs.name, at, who) : words.conflict(theirs.name, at)}</b> {words.conflictDetail}
      </p>
      <table className="sides">
        <thead>
          <tr>
            <td />
            <th scope="col">{words.whenOpened}</th>
            <th scope="col">{words.yours}</th>
            <th scope="col">{words.theirs(at)}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field}>
              <th scope="row">{words.fields[field]}</th>
              <td dir="auto">{shown(opened, field)}</td>
              <Side words={words} isChanged={myChanges.includes(field)} value={shown(mine, field)} name={words.yours} />
              <Side
                words={words}
                isChanged={theirChanges.includes(field)}
                value={shown(other, field)}
                name={words.theirs(at)}
              />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td colSpan={2} />
            <td>
              <button className="btn go" type="button" aria-busy={isSaving} onClick={() => isSaving || onSave()}>
                {only === undefined ? words.saveYourChanges(myChanges.length) : words.saveYours(shown(mine, only))}
              </button>
            </td>
            <td>
              <button className="btn" type="button" onClick={onTake}>
                {only === undefined ? words.takeAllTheirs : words.takeTheirs(shown(other, only))}
              </button>
            </td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

function Side({
  words,
  isChanged,
  value,
  name,
}: {
  words: { notChanged: string };
  isChanged: boolean;
  value: string;
  name: string;
}) {
  return (
    <td className={isChanged ? "pick" : "soft"} dir="auto">
      <span className="side-name">{name}</span>
      {isChanged ? <b>{value}</b> : words.notChanged}
    </td>
  );
}
