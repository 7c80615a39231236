import { type ReactNode, useId } from "react";

/** A control under its label. */
export function Labelled({
  label,
  hint,
  control,
}: {
  label: string;
  hint?: string;
  control: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      {control(id)}
      {hint !== undefined && <p className="soft small">{hint}</p>}
    </div>
  );
}
