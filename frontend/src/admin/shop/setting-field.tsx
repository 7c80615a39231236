import { type ReactNode, useId } from "react";
import { useWords } from "../../words/index.tsx";
import { CHOICES, LONG, type Setting, textOf } from "./setting.ts";

/** One setting: its name, what it is for, and the control that its kind takes. */
export function SettingField({
  setting: { key, default: standard, description, is_locked },
  text,
  isChanged,
  error,
  onText,
}: {
  setting: Setting;
  text: string;
  isChanged: boolean;
  error: ReactNode;
  onText: (text: string) => void;
}) {
  const { officeShop: words } = useWords();
  const id = useId();
  const [name, detail] = words.names[key] ?? [key, description];
  const choices = typeof standard === "boolean" ? ["true", "false"] : CHOICES[key];
  const isWrong = error !== undefined;
  const standardText = textOf(standard);
  const control = {
    id,
    value: text,
    "aria-describedby": `${id}-about`,
    "aria-invalid": isWrong || undefined,
    onChange: ({ target }: { target: { value: string } }) => onText(target.value),
  };
  return (
    <div className={isChanged ? "setting is-changed" : "setting"}>
      <label htmlFor={id}>{name}</label>
      {choices !== undefined ? (
        <select {...control}>
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {words.choices[choice] ?? choice}
            </option>
          ))}
        </select>
      ) : LONG.includes(key) ? (
        <textarea {...control} rows={3} maxLength={500} dir="auto" />
      ) : (
        <input {...control} autoComplete="off" readOnly={is_locked} dir="auto" />
      )}
      <p className="soft small" id={`${id}-about`}>
        {is_locked ? words.locked : detail}{" "}
        {!is_locked &&
          (standardText === "" ? words.noStandard : words.standard(words.choices[standardText] ?? standardText))}
      </p>
      {isWrong && <p className="field-error">{error}</p>}
    </div>
  );
}
