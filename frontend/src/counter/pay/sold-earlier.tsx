import { Field } from "../../ui/field.tsx";
import { useWords } from "../../words/index.tsx";

export interface Earlier {
  /** Day and time in the shop, as the field has it. */
  at: string;
  reason: string;
}

/** When a ticket was sold that is entered later, as after a power cut. */
export function SoldEarlier({
  earlier,
  onChange,
}: {
  earlier: Earlier | null;
  onChange: (to: Earlier | null) => void;
}) {
  const words = useWords().counter;
  return (
    <div className="sold-earlier">
      <label className="check">
        <input
          type="checkbox"
          checked={earlier !== null}
          onChange={({ target }) => onChange(target.checked ? { at: "", reason: "" } : null)}
        />
        {words.soldEarlier}
      </label>
      {earlier !== null && (
        <>
          <Field
            label={words.soldAt}
            type="datetime-local"
            required
            value={earlier.at}
            onChange={({ target }) => onChange({ ...earlier, at: target.value })}
          />
          <Field
            label={words.lateReason}
            hint={words.lateReasonHint}
            maxLength={500}
            autoComplete="off"
            value={earlier.reason}
            onChange={({ target }) => onChange({ ...earlier, reason: target.value })}
          />
        </>
      )}
    </div>
  );
}
