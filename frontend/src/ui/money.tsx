import type { Unit } from "../api/types.ts";
import { useWords } from "../words/index.tsx";
import { useFormats } from "./formats.ts";
import "./money.css";

/** An amount in Rozha One whose sign and decimals step back, so that the rupees are read first. */
export function BigMoney({ amount }: { amount: string }) {
  const { moneyParts } = useFormats();
  return (
    <span className="big-money">
      {moneyParts(amount).map(({ type, value }) => {
        const isSmall = type === "currency" || type === "decimal" || type === "fraction";
        return isSmall ? <small key={type}>{value}</small> : <span key={`${type}${value}`}>{value}</span>;
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
