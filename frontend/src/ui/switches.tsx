import { useSyncExternalStore } from "react";
import { chosenTheme, THEMES } from "../theme/theme.ts";
import { LANGUAGES, useLanguage, useWords } from "../words/index.tsx";
import { Segments } from "./segments.tsx";

/** The choice of language, each named in itself. */
export function LanguageSwitch() {
  const { ui } = useWords();
  const [language, choose] = useLanguage();
  const options = LANGUAGES.map((value) => ({ value, label: ui.languages[value], lang: value }));
  return <Segments legend={ui.language} options={options} value={language} onChange={choose} />;
}

/** Light, dark, or as the device has it. */
export function ThemeSwitch() {
  const { ui } = useWords();
  const theme = useSyncExternalStore(chosenTheme.subscribe, chosenTheme.get);
  const options = THEMES.map((value) => ({ value, label: ui.themes[value] }));
  return <Segments legend={ui.theme} options={options} value={theme} onChange={chosenTheme.set} />;
}
