import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { remembered } from "../remembered.ts";
import type { en } from "./en/index.ts";
import type { staff } from "./en/staff.ts";

/** English is the pattern: a key that Hindi lacks is a type error. */
export type CustomerWords = typeof en;
export type StaffWords = typeof staff;
/** Every text of the app. Customers load none of the staff's: those are there within `WithStaffWords`. */
export type Words = CustomerWords & StaffWords;
export type Language = "en" | "hi";

export const LANGUAGES: readonly Language[] = ["en", "hi"];
const store = remembered("language", LANGUAGES, preferred());

function preferred(): Language {
  const wanted = navigator.languages.map((tag) => tag.split("-")[0]);
  return LANGUAGES.find((language) => language === wanted.find((tag) => tag === "en" || tag === "hi")) ?? "en";
}

export function loadWords(language: Language = store.get()): Promise<CustomerWords> {
  return language === "hi"
    ? import("./hi/index.ts").then(({ hi }) => hi)
    : import("./en/index.ts").then(({ en }) => en);
}

const staffWords = new Map<Language, StaffWords>();

/** Load the staff's words of the chosen language, before a shell of theirs is rendered. */
export async function loadStaffWords(language: Language = store.get()): Promise<void> {
  const { staff } = await (language === "hi" ? import("./hi/staff.ts") : import("./en/staff.ts"));
  staffWords.set(language, staff);
}

interface Shown {
  words: CustomerWords & Partial<StaffWords>;
  language: Language;
}

const WordsContext = createContext<Shown | null>(null);

/** Give the words of the chosen language. A switch takes effect when its dictionary is there. */
export function WordsProvider({ initial, children }: { initial: CustomerWords; children: ReactNode }) {
  const chosen = useSyncExternalStore(store.subscribe, store.get);
  const [shown, setShown] = useState<Shown>({ words: initial, language: chosen });
  useEffect(() => {
    document.documentElement.lang = shown.language;
  }, [shown.language]);
  useEffect(() => {
    let isCurrent = true;
    if (chosen !== shown.language) {
      // A shell of the staff's stays as it is until it has all its words.
      Promise.all([loadWords(chosen), staffWords.size > 0 && loadStaffWords(chosen)])
        .then(([words]) => isCurrent && setShown({ words, language: chosen }))
        .catch(() => isCurrent && store.set(shown.language));
    }
    return () => {
      isCurrent = false;
    };
  }, [chosen, shown.language]);
  return <WordsContext value={shown}>{children}</WordsContext>;
}

/** Give the staff's words too, to a shell that only staff open. */
export function WithStaffWords({ children }: { children: ReactNode }) {
  const { words, language } = useShown();
  const more = staffWords.get(language);
  const shown = useMemo(() => ({ words: { ...words, ...more }, language }), [words, more, language]);
  return <WordsContext value={shown}>{children}</WordsContext>;
}

export function useWords(): Words {
  return useShown().words as Words;
}

/** The language that is shown, and how to choose another. */
export function useLanguage(): [Language, (language: Language) => void] {
  return [useShown().language, store.set];
}

function useShown(): Shown {
  const shown = useContext(WordsContext);
  if (shown === null) throw new Error("useWords needs a WordsProvider around it.");
  return shown;
}
