import type { Unit } from "../api/types.ts";
import { useWords } from "../words/index.tsx";
import { useFormats } from "./formats.ts";
import "./money.css";

/** An amount in Rozha One whose sign and decimals step back, so that the rupees are read first; whole without decimals. */
export function BigMoney({ amount, isWhole = false }: { amount: string; isWhole?: boolean }) {
  const { moneyParts } = useFormats();
  const parts = moneyParts(amount).filter(({ type }) => !isWhole || (type !== "decimal" && type !== "fraction"));
  return (
    <span className="big-money">
      {parts.map(({ type, value }, place) => {
        const isSmall = type === "currency" || type === "decimal" || type === "fraction";
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of an amount are known by their places.
        return isSmall ? <small key={place}>{value}</small> : <span key={place}>{value}</span>;
      })}
    </span>
  );
}

/** ₹560 a kg */
export function UnitPrice({ price, unit }: { price: string; unit: Unit }) {
  const formats = useFormats();
  const { units } = useWords();
  return (
    <>
      <b>{formats.price(price)}</b> {units.per[unit]}
    </>
  );
}
