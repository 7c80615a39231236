import { type ReactNode, useState } from "react";
import type { Schemas, Unit } from "../../api/types.ts";
import { Field } from "../../ui/field.tsx";
import { useWords } from "../../words/index.tsx";
import { SelectField, TextAreaField } from "../fields.tsx";
import { allergensIn, type Draft, type DraftField, NO_ALLERGENS, UNDECLARED } from "./draft.ts";
import { useCategories, useTaxClasses } from "./queries.ts";

const UNITS = ["kg", "g", "piece", "box"] as const;
const DIETS = ["veg", "vegan", "egg", "non_veg"] as const;

interface Props {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
  errorOf: (field: DraftField) => string | undefined;
  /** What only a new sweet is asked for. */
  opening?: ReactNode;
}

/** Every field of a sweet, sheet by sheet. */
export function SweetFields({ draft, onChange, errorOf, opening }: Props) {
  const { officeCatalogue: words, ui } = useWords();
  const categories = useCategories();
  const taxClasses = useTaxClasses();
  const of = (field: DraftField) => ({
    label: words.fields[field],
    name: field,
    value: draft[field],
    error: errorOf(field),
    onChange: ({ target }: { target: { value: string } }) => onChange({ [field]: target.value }),
  });
  const amountOf = (field: DraftField) => ({ ...of(field), inputMode: "decimal" as const, autoComplete: "off" });
  return (
    <>
      <Sheet title={words.whatItIs}>
        <Field {...of("name")} maxLength={200} dir="auto" autoComplete="off" />
        <SelectField {...of("category_id")} options={[{ value: "", label: words.choose }, ...categories]} />
        <TextAreaField {...of("description")} hint={words.hints.description} maxLength={2000} rows={3} dir="auto" />
      </Sheet>
      <Sheet title={words.howSold} isPaired>
        <Field {...amountOf("price")} hint={words.hints.price[draft.unit as Unit]} />
        <SelectField
          {...of("unit")}
          hint={words.hints.unit}
          options={UNITS.map((value) => ({ value, label: words.units[value] }))}
        />
        <Field {...amountOf("quantity_step")} hint={words.hints.quantity_step} />
        <Field {...amountOf("min_quantity")} hint={words.hints.min_quantity} />
      </Sheet>
      <Sheet title={words.stock} isPaired>
        <Field {...amountOf("low_stock_threshold")} hint={words.hints.low_stock_threshold} />
        <Field {...of("shelf_life_days")} hint={words.hints.shelf_life_days} inputMode="numeric" autoComplete="off" />
        {opening}
      </Sheet>
      <Sheet title={words.label}>
        <SelectField
          {...of("diet")}
          options={[{ value: "", label: words.notSaid }, ...DIETS.map((value) => ({ value, label: ui.diets[value] }))]}
        />
        <Allergens
          value={draft.allergens}
          error={errorOf("allergens")}
          onChange={(allergens) => onChange({ allergens })}
        />
      </Sheet>
      <Sheet title={words.codes} isPaired>
        <Field {...of("sku")} hint={words.hints.sku} maxLength={64} autoComplete="off" />
        <Field
          {...of("barcode")}
          hint={words.hints.barcode}
          inputMode="numeric"
          autoComplete="off"
          maxLength={20}
          // A slow scanner ends with Enter too, and that saves no half-filled form.
          onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
        />
        <SelectField
          {...of("tax_class_id")}
          hint={words.hints.tax_class_id}
          options={[{ value: "", label: words.noTax }, ...taxClasses]}
        />
        <Field {...of("hsn_code")} hint={words.hints.hsn_code} inputMode="numeric" autoComplete="off" maxLength={8} />
      </Sheet>
    </>
  );
}

function Sheet({ title, isPaired = false, children }: { title: string; isPaired?: boolean; children: ReactNode }) {
  return (
    <section className="sheet" aria-label={title}>
      <header>
        <h2>{title}</h2>
      </header>
      <div className={isPaired ? "fields paired" : "fields"}>{children}</div>
    </section>
  );
}

/** Whether the allergens are written down, and which; undeclared and none are two things. */
function Allergens({
  value,
  error,
  onChange,
}: {
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}) {
  const { officeCatalogue: words, shop } = useWords();
  const chosen = allergensIn(value);
  const [isChoosing, setIsChoosing] = useState(false);
  const isSome = chosen.length > 0 || isChoosing;
  const states = [UNDECLARED, NO_ALLERGENS, "some"] as const;

  function choose(state: string) {
    setIsChoosing(state === "some");
    if (state !== "some") onChange(state);
  }

  function tick(allergen: Schemas["Allergen"], isIn: boolean) {
    const next = isIn ? [...chosen, allergen].sort() : chosen.filter((one) => one !== allergen);
    setIsChoosing(true);
    onChange(next.join(",") || UNDECLARED);
  }

  return (
    <>
      <SelectField
        label={words.fields.allergens}
        error={error}
        value={isSome ? "some" : value}
        options={states.map((state) => ({ value: state, label: words.allergenStates[state] }))}
        onChange={({ target }) => choose(target.value)}
      />
      {isSome && (
        <fieldset className="ticks">
          <legend className="visually-hidden">{words.fields.allergens}</legend>
          {(Object.keys(shop.allergens) as Schemas["Allergen"][]).map((allergen) => (
            <label key={allergen}>
              <input
                type="checkbox"
                checked={chosen.includes(allergen)}
                onChange={({ target }) => tick(allergen, target.checked)}
              />
              {shop.allergens[allergen]}
            </label>
          ))}
        </fieldset>
      )}
    </>
  );
}
