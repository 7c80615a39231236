import { type Theme, useTheme } from "../theme/theme.ts";
import { LANGUAGES, useLanguage, useWords } from "../words/index.tsx";
import "./switches.css";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

/** The choice of language, each named in itself. */
export function LanguageSwitch() {
  const { ui } = useWords();
  const [language, choose] = useLanguage();
  return (
    <fieldset className="switch">
      <legend className="visually-hidden">{ui.language}</legend>
      {LANGUAGES.map((one) => (
        <label key={one} lang={one}>
          <input type="radio" name="language" checked={one === language} onChange={() => choose(one)} />
          {ui.languages[one]}
        </label>
      ))}
    </fieldset>
  );
}

/** Light, dark, or as the device has it. */
export function ThemeSwitch() {
  const { ui } = useWords();
  const [theme, choose] = useTheme();
  return (
    <fieldset className="switch">
      <legend className="visually-hidden">{ui.theme}</legend>
      {THEMES.map((one) => (
        <label key={one}>
          <input type="radio" name="theme" checked={one === theme} onChange={() => choose(one)} />
          {ui.themes[one]}
        </label>
      ))}
    </fieldset>
  );
}
