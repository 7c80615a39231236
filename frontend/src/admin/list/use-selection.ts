import { useMemo, useRef, useState } from "react";

/** The rows of a list that somebody chose, also those that its shown pages no longer have. */
export interface Selection<Row> {
  rows: readonly Row[];
  has: (row: Row) => boolean;
  /** What a row is called where it is chosen. */
  nameOf: (row: Row) => string;
  /** Choose a row or leave it; with `isRange` all from the one that was pressed before. */
  choose: (row: Row, isChosen: boolean, isRange: boolean) => void;
  add: (rows: readonly Row[]) => void;
  leave: (rows: readonly Row[]) => void;
  clear: () => void;
}

export function useSelection<Row>(
  shown: readonly Row[] | undefined,
  keyOf: (row: Row) => number,
  nameOf: (row: Row) => string,
): Selection<Row> {
  const [chosen, setChosen] = useState<ReadonlyMap<number, Row>>(new Map());
  const pressed = useRef<number | null>(null);
  const rows = useMemo(() => {
    if (chosen.size === 0) return [];
    // As the list shows them now, which is what this person sees.
    const latest = new Map(shown?.map((row) => [keyOf(row), row]));
    return [...chosen].map(([key, row]) => latest.get(key) ?? row);
  }, [chosen, shown, keyOf]);

  function add(more: readonly Row[]) {
    setChosen((before) => new Map([...before, ...more.map((row) => [keyOf(row), row] as const)]));
  }

  function leave(some: readonly Row[]) {
    const left = new Set(some.map(keyOf));
    setChosen((before) => new Map([...before].filter(([key]) => !left.has(key))));
  }

  function choose(row: Row, isChosen: boolean, isRange: boolean) {
    const keys = shown?.map(keyOf) ?? [];
    const ends = [keys.indexOf(keyOf(row)), isRange ? keys.indexOf(pressed.current ?? -1) : -1].filter(
      (end) => end >= 0,
    );
    const range = shown?.slice(Math.min(...ends), Math.max(...ends) + 1) ?? [row];
    pressed.current = keyOf(row);
    if (isChosen) add(range);
    else leave(range);
  }

  return {
    rows,
    nameOf,
    has: (row) => chosen.has(keyOf(row)),
    choose,
    add,
    leave,
    clear: () => setChosen(new Map()),
  };
}
