/** A value that outlives the page and is the same in every tab. Without storage it lasts as long as the page. */
export interface Kept<Value> {
  get: () => Value;
  /** Change what is stored now, which another tab may have written. */
  change: (change: (before: Value) => Value) => void;
  subscribe: (listener: () => void) => () => void;
}

export function kept<Value>(
  key: string,
  read: (text: string | null) => Value,
  write: (value: Value) => string,
): Kept<Value> {
  const listeners = new Set<() => void>();
  let text = readStored(key);
  let current = read(text);

  function tell(): void {
    for (const listener of listeners) listener();
  }

  function refresh(): void {
    const stored = readStored(key);
    if (stored === text) return;
    text = stored;
    current = read(stored);
    tell();
  }

  window.addEventListener("storage", (event) => {
    if (event.key === key || event.key === null) refresh();
  });
  return {
    get: () => current,
    change: (change) => {
      refresh();
      const next = change(current);
      if (next === current) return;
      current = next;
      writeStored(key, write(next));
      // Read again: a browser that stores nothing must not forget the value of this page.
      text = readStored(key);
      tell();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A choice of one of a few values. */
export function remembered<Value extends string>(key: string, values: readonly Value[], initial: Value) {
  const { get, change, subscribe } = kept<Value>(
    key,
    (text) => values.find((value) => value === text) ?? initial,
    (value) => value,
  );
  return { get, set: (value: Value) => change(() => value), subscribe };
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
