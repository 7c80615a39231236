import { useEffect, useLayoutEffect, useRef } from "react";
import { useLocation, useNavigationType } from "react-router";

/** As long as a list may take to come on a slow line. */
const PATIENCE_MS = 10_000;
const STORED = "scrolled";
const kept = new Map(storedPlaces());
if (isNewVisit()) kept.delete(addressOf(location));
let shown = "";
window.addEventListener("pagehide", storePlaces);

/** Go back to where a page was left, and to the top of a new one. A new filter of the same page moves nothing. */
export function ScrollMemory() {
  const { key, pathname, search } = useLocation();
  // The first page of every visit has the same key.
  const place = key === "default" ? addressOf({ pathname, search }) : key;
  const kind = useNavigationType();
  const before = useRef(pathname);

  // Before the browser lays the new page out: if that is shorter, it scrolls, and that is no place of the old page.
  useLayoutEffect(() => {
    history.scrollRestoration = "manual";
    shown = place;
    const remember = () => kept.set(place, window.scrollY);
    window.addEventListener("scroll", remember, { passive: true });
    return () => window.removeEventListener("scroll", remember);
  }, [place]);

  useEffect(() => {
    const isOtherPage = before.current !== pathname;
    before.current = pathname;
    if (kind === "POP") return returnTo(kept.get(place) ?? 0);
    if (isOtherPage) {
      window.scrollTo(0, 0);
      document.getElementById("main")?.focus({ preventScroll: true });
    }
  }, [place, kind, pathname]);
  return null;
}

/** Scroll as soon as the page is long enough, unless the person scrolls first. */
function returnTo(top: number): () => void {
  const started = performance.now();
  let frame = 0;
  const stop = () => cancelAnimationFrame(frame);
  const attempt = () => {
    window.scrollTo(0, top);
    const isThere = Math.abs(window.scrollY - top) < 2;
    if (!isThere && performance.now() - started < PATIENCE_MS) frame = requestAnimationFrame(attempt);
  };
  attempt();
  for (const event of ["wheel", "touchstart", "keydown"])
    window.addEventListener(event, stop, { once: true, passive: true });
  return stop;
}

function addressOf({ pathname, search }: { pathname: string; search: string }): string {
  return pathname + search;
}

/** Tell whether the page was led to, and neither reloaded nor come back to. */
function isNewVisit(): boolean {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return entry?.type === "navigate";
}

/** A reload keeps the places too, where the browser stores anything. */
function storePlaces(): void {
  // The last scroll may not have been told of yet.
  kept.set(shown, window.scrollY);
  try {
    sessionStorage.setItem(STORED, JSON.stringify([...kept]));
  } catch {
    // The page begins at its top then.
  }
}

function storedPlaces(): [string, number][] {
  try {
    return JSON.parse(sessionStorage.getItem(STORED) ?? "[]");
  } catch {
    return [];
  }
}
