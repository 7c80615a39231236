import { useRef } from "react";
import { useWords } from "../../words/index.tsx";
import { ColumnSelect, chosenIn } from "./column-select.tsx";
import { KeepMapping } from "./kept-mappings.tsx";
import { Labelled } from "./labelled.tsx";

const FIELDS = [
  ...(["date", "time", "ticket", "item", "variant", "sku", "unit", "quantity"] as const),
  ...(["price", "gross", "discount", "net", "tax", "total", "type", "status"] as const),
];
const VARIANTS = ["own", "ignore"] as const;
const UNKNOWNS = ["archive", "skip"] as const;
const DATE_FORMATS = ["iso", "day_first", "month_first"] as const;

/** What the API calls the options. */
export const OPTIONS = [...FIELDS.map((field) => `${field}_column`), "date_format", "variants", "unknown", "ignore"];

/** Which column of a previous till's history is which, and how the rest is to be read. */
export function TillOptions({ titles }: { titles: readonly string[] }) {
  const { officeShop: words } = useWords();
  const fields = useRef<HTMLFieldSetElement>(null);

  return (
    <fieldset className="import-options" ref={fields}>
      <legend>{words.columns}</legend>
      <p className="soft small">{words.columnsDetail}</p>
      <div>
        {FIELDS.map((field) => (
          <ColumnSelect key={field} name={`${field}_column`} label={words.fields[field]} titles={titles} />
        ))}
        <Labelled
          label={words.dateFormat}
          control={(id) => (
            <select id={id} name="date_format">
              <option value="">{words.fromRows}</option>
              {DATE_FORMATS.map((value) => (
                <option key={value} value={value}>
                  {words.dateFormats[value]}
                </option>
              ))}
            </select>
          )}
        />
        <Labelled
          label={words.variants}
          control={(id) => (
            <select id={id} name="variants">
              {VARIANTS.map((value) => (
                <option key={value} value={value}>
                  {words.variantsAre[value]}
                </option>
              ))}
            </select>
          )}
        />
        <Labelled
          label={words.unknown}
          control={(id) => (
            <select id={id} name="unknown">
              {UNKNOWNS.map((value) => (
                <option key={value} value={value}>
                  {words.unknowns[value]}
                </option>
              ))}
            </select>
          )}
        />
        <Labelled
          label={words.ignore}
          hint={words.ignoreHint}
          control={(id) => (
            <input
              id={id}
              name="ignore"
              defaultValue="NONE, Total, Subtotal, Grand total"
              maxLength={1000}
              autoComplete="off"
            />
          )}
        />
      </div>
      <KeepMapping kind="till_history" columns={() => chosenIn(fields.current, FIELDS)} />
    </fieldset>
  );
}
