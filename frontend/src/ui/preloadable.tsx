import { type ComponentType, lazy, useMemo } from "react";

/** A component of another file. One that suspends shows nothing for 300 ms at least, one that was preloaded is there. */
export interface Preloadable {
  preload: () => Promise<void>;
  shown: () => ComponentType;
}

export function preloadable(load: () => Promise<{ default: ComponentType }>): Preloadable {
  let shown: ComponentType = lazy(load);
  return {
    preload: async () => {
      shown = (await load()).default;
    },
    shown: () => shown,
  };
}

export function Preloaded({ of }: { of: Preloadable }) {
  const Shown = useMemo(() => of.shown(), [of]);
  return <Shown />;
}
