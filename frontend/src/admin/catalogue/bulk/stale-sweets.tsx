import { useEffect, useRef } from "react";
import type { Sweet } from "../../../api/types.ts";
import { useWords } from "../../../words/index.tsx";
import { useProblemWords } from "../../../words/use-problem-words.ts";
import { type DraftField, differing, draftOf } from "../draft.ts";
import { useShown } from "../use-shown.ts";
import type { Deed } from "./bulk-dialog.tsx";
import { type Changes, changed } from "./changes.ts";
import type { Sent } from "./send.ts";
import type { Sending } from "./use-sending.ts";

const SHOWN = 20;

/** Some of the sweets were changed by somebody else meanwhile: shows how, and asks whether to change them too. */
export function StaleSweets({
  sent: { held, theirs, missing },
  chosen,
  changes,
  sending,
  deed,
}: {
  sent: Sent;
  chosen: readonly Sweet[];
  changes: Changes;
  sending: Sending;
  deed: Deed;
}) {
  const { officeBulk: words } = useWords();
  const say = useProblemWords();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  const bases = new Map(chosen.map((sweet) => [sweet.id, sweet]));
  const latest = new Map(theirs.map((sweet) => [sweet.id, sweet]));
  const here = held.filter(({ id }) => !missing.includes(id));
  const untouched = here.filter(({ id }) => !latest.has(id));
  const all = here.map((sweet) => latest.get(sweet.id) ?? sweet);
  return (
    <>
      <div className="fields" ref={place} tabIndex={-1}>
        <div role="alert">
          <p>
            <b>{words.stale(theirs.length + missing.length)}</b> {words.staleDetail(held.length)}
          </p>
          {missing.length > 0 && <p>{words.missing(missing.length)}</p>}
          {sending.error !== null && <p className="bad">{say(sending.error)}</p>}
        </div>
        {theirs.length > 0 && (
          <table className="sides stale">
            <thead>
              <tr>
                <td />
                <th scope="col">{words.whenChosen}</th>
                <th scope="col">{words.theirs}</th>
                <th scope="col">{words.yours}</th>
              </tr>
            </thead>
            {theirs.slice(0, SHOWN).map((sweet) => (
              <Versions
                key={sweet.id}
                base={bases.get(sweet.id) ?? sweet}
                theirs={sweet}
                changes={changes}
                deed={deed}
              />
            ))}
          </table>
        )}
        {theirs.length > SHOWN && <p className="soft">{words.more(theirs.length - SHOWN)}</p>}
      </div>
      <footer>
        <button
          className="btn"
          type="button"
          aria-busy={sending.isPending}
          onClick={() => sending.isPending || sending.send(changes, untouched)}
        >
          {words.leaveOut(untouched.length)}
        </button>
        {theirs.length > 0 && (
          <button
            className="btn go push"
            type="button"
            aria-busy={sending.isPending}
            onClick={() => sending.isPending || sending.send(changes, all)}
          >
            {words.changeToo(all.length)}
          </button>
        )}
      </footer>
    </>
  );
}

/** One sweet: what differs between the version that was chosen, theirs, and theirs with this change. */
function Versions({ base, theirs, changes, deed }: { base: Sweet; theirs: Sweet; changes: Changes; deed: Deed }) {
  const { officeBulk: words, officeCatalogue } = useWords();
  const shown = useShown();
  const [opened, other, mine] = [draftOf(base), draftOf(theirs), draftOf(changed(theirs, changes))];
  const fields = [...new Set<DraftField>([...differing(mine, other), ...differing(other, opened)])];
  const isSold = ({ archived_at }: Sweet) => (archived_at === null ? words.sold : words.notSold);
  const isArchiving = deed === "archive" || deed === "restore";
  return (
    <tbody>
      <tr className="whose">
        <th scope="rowgroup" colSpan={4} dir="auto">
          {theirs.name}
        </th>
      </tr>
      {fields.map((field) => (
        <tr key={field}>
          <th scope="row">{officeCatalogue.fields[field]}</th>
          <td dir="auto">{shown(opened, field)}</td>
          <Side
            name={words.theirs}
            isChanged={shown(other, field) !== shown(opened, field)}
            value={shown(other, field)}
          />
          <Side name={words.yours} isChanged={shown(mine, field) !== shown(other, field)} value={shown(mine, field)} />
        </tr>
      ))}
      {(isArchiving || isSold(base) !== isSold(theirs)) && (
        <tr>
          <th scope="row">{words.onSale}</th>
          <td>{isSold(base)}</td>
          <Side name={words.theirs} isChanged={isSold(base) !== isSold(theirs)} value={isSold(theirs)} />
          <Side
            name={words.yours}
            isChanged={isArchiving}
            value={deed === "archive" ? words.notSold : deed === "restore" ? words.sold : isSold(theirs)}
          />
        </tr>
      )}
    </tbody>
  );
}

function Side({ name, isChanged, value }: { name: string; isChanged: boolean; value: string }) {
  const { officeCatalogue } = useWords();
  return (
    <td className={isChanged ? "pick" : "soft"} dir="auto">
      <span className="side-name">{name}</span>
      {isChanged ? <b>{value}</b> : officeCatalogue.notChanged}
    </td>
  );
}
