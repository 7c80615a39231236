import { type ReactNode, type RefObject, useEffect, useId, useRef } from "react";
import type { Sale } from "../../api/types.ts";
import { isToCollect } from "../../staff/pay/use-collect.ts";
import { isDue, tenderNames } from "../../staff/sales/tender.ts";
import { isSome } from "../../ui/decimal.ts";
import { Field } from "../../ui/field.tsx";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";

/** The sales to choose from: the field finds one by its number, and the arrow keys choose without leaving it. */
export function SalesList({
  field,
  text,
  sales,
  chosen,
  isLoading,
  none,
  above,
  onText,
  onChoose,
}: {
  field: RefObject<HTMLInputElement | null>;
  text: string;
  sales: readonly Sale[];
  chosen: Sale | undefined;
  isLoading: boolean;
  /** What is said where there is none. */
  none: string;
  above: ReactNode;
  onText: (text: string) => void;
  onChoose: (sale: Sale) => void;
}) {
  const words = useWords().counter;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chosen sale is brought into sight.
  useEffect(() => {
    list.current?.querySelector("[aria-selected='true']")?.scrollIntoView({ block: "nearest" });
  }, [chosen?.id]);
  return (
    <div className="sales-list">
      {above}
      <Field
        ref={field}
        label={words.saleNumber}
        placeholder={words.saleNumberHint}
        value={text}
        onChange={(event) => onText(event.target.value)}
        autoComplete="off"
        role="combobox"
        aria-expanded={true}
        aria-controls={`${id}-list`}
        aria-activedescendant={chosen && `${id}-${chosen.id}`}
        data-autofocus
      />
      {sales.length === 0 && !isLoading && <p className="soft">{none}</p>}
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={words.sales}>
        {sales.map((sale) => (
          <SaleOption
            key={sale.id}
            id={`${id}-${sale.id}`}
            sale={sale}
            isChosen={sale.id === chosen?.id}
            onChoose={() => onChoose(sale)}
          />
        ))}
      </div>
    </div>
  );
}

function SaleOption({
  id,
  sale,
  isChosen,
  onChoose,
}: {
  id: string;
  sale: Sale;
  isChosen: boolean;
  onChoose: () => void;
}) {
  const { counter: words, pay } = useWords();
  const { money, time, date } = useFormats();
  const names = tenderNames(words.tenders, sale.payments);
  return (
    // The field has the focus and the keys; a sale is pressed with the mouse or a finger.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div id={id} role="option" aria-selected={isChosen} className="sale-option" onClick={onChoose}>
      <span>
        <b>{sale.number}</b>
        <span className="sub">{[date(sale.created_at), time(sale.created_at), names].filter(Boolean).join(" · ")}</span>
      </span>
      <span className="n">
        {money(sale.amount_due)}
        {isDue(sale) && <span className="sub warn">{`${pay.toPay} ${money(sale.due)}`}</span>}
        {!isDue(sale) && isToCollect(sale) && <span className="sub warn">{pay.toCollect}</span>}
        {sale.status === "voided" && <span className="sub wrong">{words.voided}</span>}
        {isSome(sale.refunded_total) && <span className="sub cut">{`−${money(sale.refunded_total)}`}</span>}
      </span>
    </div>
  );
}
