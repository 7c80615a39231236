import { type ReactNode, useState } from "react";
import { Field } from "../ui/field.tsx";
import { useWords } from "../words/index.tsx";

/** A password, which its owner may look at. */
export function PasswordField({
  label,
  name = "password",
  autoComplete,
  hint,
  error,
}: {
  label: string;
  name?: string;
  autoComplete: "current-password" | "new-password";
  hint?: ReactNode;
  error?: ReactNode;
}) {
  const { account } = useWords();
  const [isShown, setIsShown] = useState(false);
  return (
    <Field
      label={label}
      name={name}
      type={isShown ? "text" : "password"}
      autoComplete={autoComplete}
      hint={hint}
      error={error}
      required
      end={
        <button
          type="button"
          className="field-end"
          aria-label={account.showPassword}
          aria-pressed={isShown}
          onClick={() => setIsShown(!isShown)}
        >
          {account.show}
        </button>
      }
    />
  );
}
