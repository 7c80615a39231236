import { api, ask } from "../../../api/client.ts";
import { asProblem } from "../../../api/problems.ts";
import type { Schemas, Sweet } from "../../../api/types.ts";
import type { Changes } from "./changes.ts";

/** As many sweets as the API changes in one request. */
export const AT_ONCE = 500;

export type Undo = Schemas["SweetsUpdate"];

/** What became of a change of many sweets, which may have taken several requests. */
export interface Sent {
  changed: number;
  undo: readonly Undo[];
  /** Those of which nothing was changed, because some of the same request had been changed meanwhile. */
  held: readonly Sweet[];
  /** Those that somebody changed meanwhile, as they are now. */
  theirs: readonly Sweet[];
  /** Those that are no longer there. */
  missing: readonly number[];
  /** What stopped it, and those that were not sent or had no answer. */
  stop?: { error: unknown; rest: readonly Sweet[] };
}

const NONE: Sent = { changed: 0, undo: [], held: [], theirs: [], missing: [] };

/** Change sweets, each in the version at hand, as many at once as the API takes; `onSent` hears how many are through. */
export async function send(sweets: readonly Sweet[], changes: Changes, onSent: (count: number) => void): Promise<Sent> {
  let sent = NONE;
  for (let start = 0; start < sweets.length; start += AT_ONCE) {
    const part = sweets.slice(start, start + AT_ONCE);
    try {
      sent = withAnswer(sent, await change(part, changes));
    } catch (error) {
      const { code, more } = asProblem(error);
      if (code !== "stale_sweets") return { ...sent, stop: { error, rest: sweets.slice(start) } };
      sent = {
        ...sent,
        held: [...sent.held, ...part],
        theirs: [...sent.theirs, ...(more.sweets as Sweet[])],
        missing: [...sent.missing, ...(more.missing as number[])],
      };
    }
    onSent(start + part.length);
  }
  return sent;
}

export async function undoAll(undo: readonly Undo[]): Promise<void> {
  for (const body of undo) await ask(api.PATCH("/api/sweets", { body }));
}

function change(sweets: readonly Sweet[], changes: Changes) {
  const named = sweets.map(({ id, version }) => ({ sweet_id: id, version }));
  return ask(api.PATCH("/api/sweets", { body: { sweets: named, changes } }));
}

function withAnswer(sent: Sent, answer: Schemas["SweetsUpdateRead"]): Sent {
  return {
    ...sent,
    changed: sent.changed + answer.changed,
    undo: answer.undo === null ? sent.undo : [...sent.undo, answer.undo],
  };
}
