/** A choice that outlives the page and is the same in every tab. Without storage it lasts as long as the page. */
export interface Remembered<Value extends string> {
  get: () => Value;
  set: (value: Value) => void;
  subscribe: (listener: () => void) => () => void;
}

export function remembered<Value extends string>(
  key: string,
  values: readonly Value[],
  initial: Value,
): Remembered<Value> {
  const known = (text: string | null): Value => values.find((value) => value === text) ?? initial;
  const listeners = new Set<() => void>();
  let current = known(readStored(key));

  function change(value: Value): void {
    if (value === current) return;
    current = value;
    for (const listener of listeners) listener();
  }

  window.addEventListener("storage", (event) => {
    if (event.key === key) change(known(event.newValue));
  });
  return {
    get: () => current,
    set: (value) => {
      writeStored(key, value);
      change(value);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Browsers may refuse storage: then there is nothing stored. */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function writeStored(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Nothing is lost but the memory of it.
  }
}
