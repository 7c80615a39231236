import { useId } from "react";
import { Field } from "../../ui/field.tsx";
import { useFormats } from "../../ui/formats.ts";
import { useShop } from "../../ui/shop.tsx";
import { useWords } from "../../words/index.tsx";
import { useMoneyFault } from "../use-money-fault.ts";
import { coinsOf, readCount, worthOf } from "./coins.ts";
import type { Cash } from "./use-cash.ts";

/** An amount of cash: typed, or added up from the coins and notes below it. */
export function CashFields({ label, cash, isAsked }: { label: string; cash: Cash; isAsked: boolean }) {
  const { drawer: words } = useWords();
  const fault = useMoneyFault(words.amountMissing);
  const wrong = isAsked && cash.amount === null;
  return (
    <>
      <Field
        label={label}
        hint={cash.isByCoins ? words.byCoins : undefined}
        value={cash.text}
        onChange={(event) => cash.setText(event.target.value)}
        readOnly={cash.isByCoins}
        inputMode="decimal"
        autoComplete="off"
        maxLength={16}
        data-autofocus
        error={wrong ? (cash.isByCoins ? words.countWrong : fault(cash.text)) : undefined}
      />
      <Coins cash={cash} />
    </>
  );
}

function Coins({ cash }: { cash: Cash }) {
  const { drawer: words } = useWords();
  const { price, money, places } = useFormats();
  const { currency } = useShop();
  const id = useId();
  return (
    <fieldset className="coins">
      <legend>{words.coins}</legend>
      {coinsOf(currency).map((worth) => {
        const text = cash.counts[worth] ?? "";
        const count = readCount(text);
        return (
          <div key={worth}>
            <label htmlFor={`${id}${worth}`}>{price(worth)}</label>
            <input
              id={`${id}${worth}`}
              value={text}
              onChange={(event) => cash.setCount(worth, event.target.value)}
              inputMode="numeric"
              autoComplete="off"
              maxLength={6}
              aria-invalid={count === null || undefined}
            />
            <output className={count ? undefined : "soft"}>
              {count ? money(worthOf({ [worth]: count }, places)) : "–"}
            </output>
          </div>
        );
      })}
    </fieldset>
  );
}
