import { useId } from "react";
import { useWords } from "../../words/index.tsx";
import { GAINS, LOSSES, type Reason } from "./queries.ts";

/** Why stock is corrected; the reason says which way. */
export function Reasons({
  chosen,
  isMissing,
  onChoose,
}: {
  chosen: Reason | undefined;
  isMissing: boolean;
  onChoose: (reason: Reason) => void;
}) {
  const { adjustments: words } = useWords();
  const id = useId();
  const group = (legend: string, reasons: readonly Reason[]) => (
    <fieldset>
      <legend>{legend}</legend>
      <div className="reasons">
        {reasons.map((reason) => (
          <label key={reason}>
            <input
              type="radio"
              name={id}
              checked={reason === chosen}
              aria-invalid={isMissing || undefined}
              aria-describedby={isMissing ? `${id}-error` : undefined}
              onChange={() => onChoose(reason)}
            />
            {words.reasons[reason]}
          </label>
        ))}
      </div>
    </fieldset>
  );
  return (
    <div className="field">
      {group(words.takesAway, LOSSES)}
      {group(words.addsStock, GAINS)}
      {isMissing && (
        <p className="field-error" id={`${id}-error`}>
          {words.chooseReason}
        </p>
      )}
    </div>
  );
}
