import { type FormEvent, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { ALLERGENS, areInOrder, countOf, DIETS, EVERYTHING, priceIn, type Wanted } from "./wanted.ts";

/** Price, diet, allergens and stock: each choice counts at once. */
export default function ChoicesPanel({ wanted, onWanted }: { wanted: Wanted; onWanted: (wanted: Wanted) => void }) {
  const { shop, ui } = useWords();
  return (
    <>
      <Prices key={`${wanted.min}-${wanted.max}`} wanted={wanted} onWanted={onWanted} />
      <Several
        legend={shop.diet}
        options={DIETS}
        chosen={wanted.diet}
        label={(one) => ui.diets[one]}
        onChange={(diet) => onWanted({ ...wanted, diet })}
      />
      <Several
        legend={shop.without}
        options={ALLERGENS}
        chosen={wanted.without}
        label={(one) => shop.allergens[one]}
        onChange={(without) => onWanted({ ...wanted, without })}
      />
      <label className="tick">
        <input
          type="checkbox"
          checked={wanted.inStock}
          onChange={(event) => onWanted({ ...wanted, inStock: event.target.checked })}
        />
        {shop.inStock}
      </label>
      {countOf(wanted) > 0 && (
        <Button
          look="line"
          onClick={() => onWanted({ ...EVERYTHING, q: wanted.q, category: wanted.category, sort: wanted.sort })}
        >
          {shop.clear}
        </Button>
      )}
    </>
  );
}

/** The two ends of the price. They count when Enter is pressed or the field is left. */
function Prices({ wanted, onWanted }: { wanted: Wanted; onWanted: (wanted: Wanted) => void }) {
  const { shop } = useWords();
  const { places } = useFormats();
  const [error, setError] = useState("");

  function take(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [low, high] = [String(form.get("min")), String(form.get("max"))];
    const [min, max] = [priceIn(low, places), priceIn(high, places)];
    if ((low.trim() !== "" && min === "") || (high.trim() !== "" && max === "")) return setError(shop.priceNone);
    if (!areInOrder(min, max)) return setError(shop.priceOrder);
    setError("");
    if (min !== wanted.min || max !== wanted.max) onWanted({ ...wanted, min, max });
  }

  return (
    <form className="prices" onSubmit={take} onBlur={(event) => event.currentTarget.requestSubmit()}>
      <fieldset>
        <legend>{shop.price}</legend>
        <div>
          <Field label={shop.priceFrom} name="min" inputMode="decimal" defaultValue={wanted.min} autoComplete="off" />
          <Field label={shop.priceTo} name="max" inputMode="decimal" defaultValue={wanted.max} autoComplete="off" />
        </div>
      </fieldset>
      {error !== "" && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      <button className="visually-hidden" tabIndex={-1} type="submit" aria-hidden="true" />
    </form>
  );
}

function Several<Value extends string>({
  legend,
  options,
  chosen,
  label,
  onChange,
}: {
  legend: string;
  options: readonly Value[];
  chosen: readonly Value[];
  label: (value: Value) => string;
  onChange: (chosen: Value[]) => void;
}) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div className="ticks">
        {options.map((one) => (
          <label key={one} className="tick">
            <input
              type="checkbox"
              checked={chosen.includes(one)}
              onChange={(event) =>
                onChange(options.filter((other) => (other === one ? event.target.checked : chosen.includes(other))))
              }
            />
            {label(one)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
