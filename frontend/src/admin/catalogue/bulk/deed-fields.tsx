import { useState } from "react";
import type { Sweet } from "../../../api/types.ts";
import { useMoneyFault } from "../../../staff/use-money-fault.ts";
import { decimalsOf } from "../../../ui/decimal.ts";
import { Field } from "../../../ui/field.tsx";
import { Segments } from "../../../ui/segments.tsx";
import { useShop } from "../../../ui/shop.tsx";
import { useWords } from "../../../words/index.tsx";
import { SelectField } from "../../fields.tsx";
import { amountIn } from "../draft.ts";
import { useCategories, useTaxClasses } from "../queries.ts";
import type { Deed } from "./bulk-dialog.tsx";
import { type Changes, isPrice, type PriceWish, priceAfter, priceChanges } from "./changes.ts";

const NO_CLASS = "none";

interface Form {
  wish: PriceWish;
  setWish: (change: Partial<PriceWish>) => void;
  text: string;
  setText: (text: string) => void;
  /** What the form asks for; null as long as it asks for nothing that can be. */
  changes: Changes | null;
  fault: string | undefined;
}

/** What a person fills in for a change of many sweets, and what it asks of the API. */
export function useDeed(deed: Deed, sweets: readonly Sweet[]): Form {
  const { officeBulk: words, officeCatalogue } = useWords();
  const noAmount = useMoneyFault(officeCatalogue.faults.amount);
  const [wish, setWish] = useState<PriceWish>({ way: "raise", by: "percent", text: "" });
  const [text, setText] = useState("");
  const own = { wish, setWish: (change: Partial<PriceWish>) => setWish({ ...wish, ...change }), text, setText };
  const nothing = (fault: string) => ({ ...own, changes: null, fault });
  const something = (changes: Changes, fault?: string) => ({ ...own, changes, fault });
  switch (deed) {
    case "archive":
      return something({ archived: true });
    case "restore":
      return something({ archived: false });
    case "category_id":
      return text === "" ? nothing(officeCatalogue.faults.missing) : something({ category_id: Number(text) });
    case "tax_class_id":
      if (text === "") return nothing(officeCatalogue.faults.missing);
      return something({ tax_class_id: text === NO_CLASS ? null : Number(text) });
    case "low_stock_threshold": {
      const amount = amountIn(text);
      if (text.trim() !== "" && amount === null) return nothing(officeCatalogue.faults.amount);
      return something({ low_stock_threshold: amount });
    }
    case "price": {
      const changes = priceChanges(wish, decimalsOf(sweets[0]?.price ?? "0.00"));
      if (changes === "amount") return nothing(noAmount(wish.text));
      if (typeof changes === "string") return nothing(officeCatalogue.faults[changes]);
      const wrong = sweets.find(({ price }) => !isPrice(priceAfter(price, changes)));
      return something(changes, wrong && words.priceOutOfRange(wrong.name));
    }
  }
}

export function DeedFields({
  deed,
  form,
  fault,
  refusal,
}: {
  deed: Deed;
  form: Form;
  fault: string | undefined;
  refusal: string | undefined;
}) {
  const { officeBulk: words, officeCatalogue } = useWords();
  const categories = useCategories();
  const taxClasses = useTaxClasses();
  const error = fault ?? refusal;
  const { text, setText } = form;
  const choose = { value: "", label: officeCatalogue.choose };
  switch (deed) {
    case "archive":
    case "restore":
      return <p>{words.about[deed]}</p>;
    case "category_id":
    case "tax_class_id":
      return (
        <SelectField
          label={officeCatalogue.fields[deed]}
          value={text}
          error={error}
          options={
            deed === "category_id"
              ? [choose, ...categories]
              : [choose, ...taxClasses, { value: NO_CLASS, label: officeCatalogue.noTax }]
          }
          onChange={({ target }) => setText(target.value)}
          data-autofocus
        />
      );
    case "low_stock_threshold":
      return (
        <Field
          label={officeCatalogue.fields[deed]}
          hint={words.thresholdHint}
          value={text}
          error={error}
          onChange={({ target }) => setText(target.value)}
          inputMode="decimal"
          autoComplete="off"
          data-autofocus
        />
      );
    case "price":
      return <PriceFields form={form} error={error} />;
  }
}

function PriceFields({ form: { wish, setWish }, error }: { form: Form; error: string | undefined }) {
  const { officeBulk: words } = useWords();
  const { currency } = useShop();
  const isSet = wish.way === "set";
  const option = <Value extends string>(value: Value, label: string) => ({ value, label });
  return (
    <>
      <div className="price-ways">
        <Segments
          legend={words.way}
          value={wish.way}
          options={[
            option("raise", words.ways.raise),
            option("lower", words.ways.lower),
            option("set", words.ways.set),
          ]}
          onChange={(way) => setWish({ way })}
        />
        {!isSet && (
          <Segments
            legend={words.by}
            value={wish.by}
            options={[option("percent", words.bys.percent), option("amount", words.bys.amount(currency))]}
            onChange={(by) => setWish({ by })}
          />
        )}
      </div>
      <Field
        label={words.wishes[wish.way === "set" ? "set" : (`${wish.way}_${wish.by}` as const)]}
        value={wish.text}
        error={error}
        onChange={({ target }) => setWish({ text: target.value })}
        inputMode="decimal"
        autoComplete="off"
        data-autofocus
      />
    </>
  );
}
