import { type FormEvent, useId, useState } from "react";
import { useNavigate } from "react-router";
import { addresses } from "../../addresses.ts";
import type { Sweet } from "../../api/types.ts";
import { type Bounds, faultOf, moved } from "../../ui/bounds.ts";
import { Button } from "../../ui/button.tsx";
import { Decimal, lineTotal } from "../../ui/decimal.ts";
import { Icon } from "../../ui/drawing.tsx";
import { useFormats } from "../../ui/formats.ts";
import { announce } from "../../ui/messages.tsx";
import { readAmount } from "../../ui/quantity.ts";
import { RepeatingKey, useQuantityProblem } from "../../ui/stepper.tsx";
import { useWords } from "../../words/index.tsx";
import { useAdd } from "../basket/add.ts";
import { amountsOf } from "../trays/amounts.ts";
import { useShortAmount } from "../trays/short-amount.ts";
import "./scale.css";

/** The scale shows kilograms in grams, as people weigh sweets. */
const GRAMS_IN_KG = "1000";
/** As many characters of a price as its window holds on a phone. */
const FULL_SIZE = "₹99,999".length;

/** The weighing scale: the window with the weight is the input, and both keys move it by the sweet's step. */
export function Scale({ sweet }: { sweet: Sweet }) {
  const { shop, ui } = useWords();
  const formats = useFormats();
  const short = useShortAmount();
  const add = useAdd();
  const navigate = useNavigate();
  const id = useId();
  const amounts = amountsOf(sweet);
  const [quantity, setQuantity] = useState(amounts[0] ?? sweet.min_quantity);
  const [typed, setTyped] = useState<string | null>(null);
  const bounds: Bounds = { step: sweet.quantity_step, least: sweet.min_quantity, most: sweet.available };
  const isKilos = sweet.unit === "kg";
  const isWeighed = isKilos || sweet.unit === "g";
  const inWindow = typed ?? (isKilos ? new Decimal(quantity).times(GRAMS_IN_KG) : new Decimal(quantity)).toFixed();
  const asked = typed === null ? quantity : quantityIn(typed, sweet);
  const why = useQuantityProblem(asked, sweet.unit, bounds);
  const isWrong = why !== null;
  const total = asked !== null && !isWrong ? formats.money(lineTotal(sweet.price, asked)) : "–";
  const step = formats.amount(sweet.quantity_step, sweet.unit);

  function weigh(next: string) {
    setQuantity(next);
    setTyped(null);
    announce(`${formats.amount(next, sweet.unit)}, ${formats.money(lineTotal(sweet.price, next))}`);
  }

  function type(text: string) {
    setTyped(text);
    const next = quantityIn(text, sweet);
    if (next !== null && faultOf(next, bounds) === null) setQuantity(next);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (asked === null || why !== null) {
      document.getElementById(id)?.focus();
      announce(why ?? "");
      return;
    }
    add(sweet, asked, () => void navigate(addresses.basket));
  }

  return (
    <form
      className="scale"
      onSubmit={submit}
      aria-label={isWeighed ? shop.weighOut(sweet.name) : shop.countOut(sweet.name)}
    >
      <div className={formats.price(sweet.price).length > FULL_SIZE ? "dials long" : "dials"}>
        <div>
          <label htmlFor={id}>{isWeighed ? shop.weight : shop.number}</label>
          <span className="dial">
            <input
              id={id}
              inputMode="numeric"
              autoComplete="off"
              value={inWindow}
              aria-invalid={isWrong || undefined}
              aria-describedby={`${id}-why`}
              onChange={(event) => type(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
                event.preventDefault();
                weigh(moved(asked ?? quantity, event.key === "ArrowUp" ? 1 : -1, bounds));
              }}
            />
            {isWeighed && <span aria-hidden="true">{ui.unitNames.g}</span>}
          </span>
        </div>
        <div>
          <span>{shop.priceOf[sweet.unit]}</span>
          <span className="dial">{formats.price(sweet.price)}</span>
        </div>
        <div>
          <span>{shop.toPay}</span>
          <output className="dial" htmlFor={id} aria-live="off">
            {total}
          </output>
        </div>
      </div>
      <div className="keys">
        <RepeatingKey
          className="key"
          label={shop.lessBy(step)}
          onPress={() => weigh(moved(asked ?? quantity, -1, bounds))}
        >
          <Icon name="i-minus" />
          {step}
        </RepeatingKey>
        <RepeatingKey
          className="key"
          label={shop.moreBy(step)}
          onPress={() => weigh(moved(asked ?? quantity, 1, bounds))}
        >
          <Icon name="i-plus" />
          {step}
        </RepeatingKey>
      </div>
      <p id={`${id}-why`} className="why" role="status">
        {why}
      </p>
      <fieldset className="quick">
        <legend className="visually-hidden">{shop.usual}</legend>
        {amounts.map((one) => (
          <button
            key={one}
            type="button"
            className="key"
            aria-pressed={asked !== null && new Decimal(asked).eq(one)}
            onClick={() => weigh(one)}
          >
            {short(one, sweet.unit)}
          </button>
        ))}
      </fieldset>
      <Button type="submit" look="gold" isBig>
        {isWrong || asked === null ? shop.add : shop.addAmount(formats.amount(asked, sweet.unit))}
      </Button>
    </form>
  );
}

/** Read what was typed into the window, which shows kilograms in grams. */
function quantityIn(text: string, { unit }: Sweet): string | null {
  if (unit !== "kg") return readAmount(text, unit);
  const grams = readAmount(text, "g");
  return grams === null ? null : new Decimal(grams).div(GRAMS_IN_KG).toFixed();
}
