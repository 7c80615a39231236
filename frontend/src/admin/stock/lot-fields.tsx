import type { Sweet } from "../../api/types.ts";
import { useUser } from "../../api/use-session.ts";
import { useMoneyFault } from "../../staff/use-money-fault.ts";
import { Field } from "../../ui/field.tsx";
import { useFormats } from "../../ui/formats.ts";
import { useShop } from "../../ui/shop.tsx";
import { useWords } from "../../words/index.tsx";
import { byShelfLife, faultsOf, type LotDraft } from "./new-lot.ts";

/** What a new lot is: when it was made, how long it keeps, and what it cost, which salespeople do not see. */
export function LotFields({
  sweet,
  lot,
  isChecked,
  errorAt,
  onChange,
}: {
  sweet: Sweet | undefined;
  lot: LotDraft;
  isChecked: boolean;
  errorAt: (pointer: string) => string | undefined;
  onChange: (change: Partial<LotDraft>) => void;
}) {
  const { stock, adjustments: words, units } = useWords();
  const aCost = useMoneyFault(words.aCost);
  const { date } = useFormats();
  const { today } = useShop();
  const isAdmin = useUser()?.role === "admin";
  const faults = faultsOf(lot);
  const itself = sweet && byShelfLife(lot, sweet, today);
  const days = sweet?.shelf_life_days ?? null;
  const hint =
    lot.bestBefore !== ""
      ? undefined
      : days === null || itself == null
        ? words.keepsOn
        : words.byShelfLife(date(itself), days);
  return (
    <>
      <div className="pair">
        <Field
          label={stock.madeOn}
          type="date"
          value={lot.madeOn}
          hint={lot.madeOn === "" ? words.madeToday : undefined}
          error={errorAt("/made_on")}
          onChange={({ target }) => onChange({ madeOn: target.value })}
        />
        <Field
          label={stock.bestBefore}
          type="date"
          value={lot.bestBefore}
          {...(hint !== undefined && { hint })}
          error={isChecked && faults.days ? words.beforeMade : errorAt("/best_before")}
          onChange={({ target }) => onChange({ bestBefore: target.value })}
        />
      </div>
      {isAdmin && (
        <Field
          label={sweet === undefined ? stock.cost : words.costFor(units.per[sweet.unit])}
          inputMode="decimal"
          autoComplete="off"
          value={lot.cost}
          hint={words.costHint}
          error={isChecked && faults.cost ? aCost(lot.cost) : errorAt("/unit_cost")}
          onChange={({ target }) => onChange({ cost: target.value })}
        />
      )}
    </>
  );
}
