import { Field } from "../../ui/field.tsx";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { type ComponentDraft, newComponent, type RateDraft } from "./tax-draft.ts";

interface Props {
  rates: readonly RateDraft[];
  onChange: (rates: RateDraft[]) => void;
  /** What is wrong with a value, by its JSON pointer. */
  errorAt: (pointer: string) => string | undefined;
}

/** The rates of a tax class: each from its day on, with the taxes it is made of. */
export function TaxRates({ rates, onChange, errorAt }: Props) {
  const { officeCatalogue: words } = useWords();
  const { date } = useFormats();
  const replace = (rate: RateDraft) => onChange(rates.map((one) => (one.key === rate.key ? rate : one)));
  return rates.map((rate, place) => {
    const title = rate.effective_from === "" ? words.rate : words.rateFrom(date(rate.effective_from));
    const at = `/rates/${place}`;
    const put = (component: ComponentDraft) =>
      replace({ ...rate, components: rate.components.map((one) => (one.key === component.key ? component : one)) });
    return (
      <fieldset className="rate" key={rate.key}>
        <legend className="visually-hidden">{title}</legend>
        <div className="rate-row">
          <Field
            label={words.dueFrom}
            type="date"
            value={rate.effective_from}
            error={errorAt(`${at}/effective_from`) ?? errorAt(at)}
            onChange={({ target }) => replace({ ...rate, effective_from: target.value })}
          />
          <button
            className="btn plain"
            type="button"
            onClick={() => onChange(rates.filter((one) => one.key !== rate.key))}
          >
            {words.removeRate}
          </button>
        </div>
        {rate.components.length === 0 && <p className="soft">{words.nothingDue}</p>}
        {rate.components.map((component, row) => (
          <div className="rate-row" key={component.key}>
            <Field
              label={words.componentName}
              value={component.name}
              error={errorAt(`${at}/components/${row}/name`)}
              onChange={({ target }) => put({ ...component, name: target.value })}
              autoComplete="off"
            />
            <Field
              label={words.percent}
              value={component.rate_percent}
              error={errorAt(`${at}/components/${row}/rate_percent`)}
              onChange={({ target }) => put({ ...component, rate_percent: target.value })}
              inputMode="decimal"
              autoComplete="off"
            />
            <button
              className="btn plain"
              type="button"
              aria-label={words.removeComponent(component.name)}
              onClick={() =>
                replace({ ...rate, components: rate.components.filter((one) => one.key !== component.key) })
              }
            >
              ×
            </button>
          </div>
        ))}
        <button
          className="btn"
          type="button"
          onClick={() => replace({ ...rate, components: [...rate.components, newComponent()] })}
        >
          {words.addComponent}
        </button>
      </fieldset>
    );
  });
}
