import { type SetStateAction, useEffect, useRef, useState } from "react";

/** What somebody typed and did not save, until the page is loaded anew: another page of the shop does not lose it. */
const unsaved = new Map<string, unknown>();

export interface Unsaved<Value> {
  value: Value;
  isChanged: boolean;
  set: (next: SetStateAction<Value>) => void;
  /** Show again what is saved. */
  forget: () => void;
}

/** What is being typed under a name, which it follows, beginning with what is saved. Closing the browser's tab asks before it is lost. */
export function useUnsaved<Value>(name: string, saved: Value): Unsaved<Value> {
  const [typed, setTyped] = useState(() => unsaved.get(name) as Value | undefined);
  const isChanged = typed !== undefined && JSON.stringify(typed) !== JSON.stringify(saved);
  const lastName = useRef(name);
  useEffect(() => {
    if (lastName.current !== name) unsaved.delete(lastName.current);
    lastName.current = name;
    if (!isChanged) {
      unsaved.delete(name);
      return;
    }
    unsaved.set(name, typed);
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [name, typed, isChanged]);
  return {
    value: typed ?? saved,
    isChanged,
    set: (next) =>
      setTyped((before) => (typeof next === "function" ? (next as (value: Value) => Value)(before ?? saved) : next)),
    forget: () => {
      unsaved.delete(name);
      setTyped(undefined);
    },
  };
}
