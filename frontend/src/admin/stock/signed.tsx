import type { Unit } from "../../api/types.ts";
import { Decimal } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";

/** A quantity with its sign: what came in stands out. */
export function Signed({ quantity, unit }: { quantity: string; unit: Unit }) {
  const formats = useFormats();
  const amount = new Decimal(quantity);
  const isLess = amount.lt("0");
  return (
    <b className={isLess ? undefined : "ok"}>
      {isLess ? "−" : "+"}
      {formats.quantity(amount.abs().toFixed(), unit)}
    </b>
  );
}
