import { useLocation, useSearchParams } from "react-router";

/** What a list is asked for, as its address says it: a text for each name, empty when nothing is said. */
export type Wanted<Name extends string> = Readonly<Record<Name | "sort", string>>;

export function useWanted<Name extends string>(
  names: readonly Name[],
): [Wanted<Name>, (change: Partial<Wanted<Name>>) => void] {
  const [params, setParams] = useSearchParams();
  const { pathname } = useLocation();
  const wanted = Object.fromEntries([...names, "sort"].map((name) => [name, params.get(name) ?? ""])) as Wanted<Name>;

  function want(change: Partial<Wanted<Name>>) {
    // Somebody has gone on, and the page they go to is still on its way.
    if (location.pathname !== pathname) return;
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(change) as [string, string][]) {
          if (value === "") next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  }
  return [wanted, want];
}

/** Leave out what is not said, as the API expects of a filter. */
export function said<Query extends Record<string, string>>(query: Query): { [Name in keyof Query]?: string } {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== "")) as {
    [Name in keyof Query]?: string;
  };
}
