import { type Theme, useTheme } from "../theme/theme.ts";
import { LANGUAGES, useLanguage, useWords } from "../words/index.tsx";
import { Segments } from "./segments.tsx";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

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
  const [theme, choose] = useTheme();
  const options = THEMES.map((value) => ({ value, label: ui.themes[value] }));
  return <Segments legend={ui.theme} options={options} value={theme} onChange={choose} />;
}
