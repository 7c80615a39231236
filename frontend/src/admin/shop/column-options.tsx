import { useRef } from "react";
import type { Schemas } from "../../api/types.ts";
import { useWords } from "../../words/index.tsx";
import { ColumnSelect, chosenIn } from "./column-select.tsx";
import { KeepMapping } from "./kept-mappings.tsx";
import { OPTIONS } from "./till-options.tsx";

type Kind = Schemas["ImportKind"];

const FIELDS = {
  catalogue: [
    ...(["sku", "name", "category", "price", "unit", "description", "quantity_step", "min_quantity"] as const),
    ...(["low_stock_threshold", "shelf_life_days", "tax_class", "hsn_code", "barcode", "diet", "allergens"] as const),
    "archived",
  ],
  customers: ["name", "phone", "email", "note", "gstin", "address"],
} as const;

/** What the form says of how the file is to be read. */
export function optionsOf(kind: Kind, form: HTMLFormElement): Record<string, string> {
  const said = new FormData(form);
  const names = kind === "till_history" ? ["preset", ...OPTIONS] : ["preset", "make_tax_classes"];
  const given = names.map((name) => [name, said.get(name)] as const);
  const options = given.filter(([name, value]) => typeof value === "string" && (value !== "" || name === "ignore"));
  const columns = kind === "till_history" ? {} : chosenIn(form, FIELDS[kind]);
  if (Object.keys(columns).length > 0) options.push(["columns", JSON.stringify(columns)]);
  return Object.fromEntries(options) as Record<string, string>;
}

/** Which columns have other names than ours, for sweets and customers. */
export function ColumnOptions({ kind, titles }: { kind: keyof typeof FIELDS; titles: readonly string[] }) {
  const { officeShop: words } = useWords();
  const part = useRef<HTMLDetailsElement>(null);
  return (
    <>
      {kind === "catalogue" && (
        <label className="import-check">
          <input type="checkbox" name="make_tax_classes" value="true" />
          {words.makeTaxClasses}
        </label>
      )}
      <details className="import-options" ref={part}>
        <summary>{words.columns}</summary>
        <p className="soft small">{words.columnsDetail}</p>
        <div>
          {FIELDS[kind].map((field) => (
            <ColumnSelect key={field} name={`${field}_column`} label={words.fileFields[field]} titles={titles} />
          ))}
        </div>
        <KeepMapping kind={kind} columns={() => chosenIn(part.current, FIELDS[kind])} />
      </details>
    </>
  );
}
