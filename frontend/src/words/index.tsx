import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { remembered } from "../remembered.ts";
import type { en } from "./en/index.ts";

/** Every text of the app. English is the pattern: a key that Hindi lacks is a type error. */
export type Words = typeof en;
export type Language = "en" | "hi";

export const LANGUAGES: readonly Language[] = ["en", "hi"];
const store = remembered("language", LANGUAGES, preferred());

function preferred(): Language {
  const wanted = navigator.languages.map((tag) => tag.split("-")[0]);
  return LANGUAGES.find((language) => language === wanted.find((tag) => tag === "en" || tag === "hi")) ?? "en";
}

export function loadWords(language: Language = store.get()): Promise<Words> {
  return language === "hi"
    ? import("./hi/index.ts").then(({ hi }) => hi)
    : import("./en/index.ts").then(({ en }) => en);
}

const WordsContext = createContext<{ words: Words; language: Language } | null>(null);

/** Give the words of the chosen language. A switch takes effect when its dictionary is there. */
export function WordsProvider({ initial, children }: { initial: Words; children: ReactNode }) {
  const chosen = useSyncExternalStore(store.subscribe, store.get);
  const [shown, setShown] = useState({ words: initial, language: chosen });
  useEffect(() => {
    document.documentElement.lang = shown.language;
  }, [shown.language]);
  useEffect(() => {
    let isCurrent = true;
    if (chosen !== shown.language) {
      loadWords(chosen)
        .then((words) => isCurrent && setShown({ words, language: chosen }))
        .catch(() => isCurrent && store.set(shown.language));
    }
    return () => {
      isCurrent = false;
    };
  }, [chosen, shown.language]);
  return <WordsContext value={shown}>{children}</WordsContext>;
}

export function useWords(): Words {
  return useShown().words;
}

/** The language that is shown, and how to choose another. */
export function useLanguage(): [Language, (language: Language) => void] {
  return [useShown().language, store.set];
}

function useShown(): { words: Words; language: Language } {
  const shown = useContext(WordsContext);
  if (shown === null) throw new Error("useWords needs a WordsProvider around it.");
  return shown;
}
