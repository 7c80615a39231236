import { useShop } from "../../ui/shop.tsx";
import { useWords } from "../../words/index.tsx";
import "./table.css";

/** From one day to another, both included; either may be left open. */
export function Period({
  from,
  to,
  onChange,
}: {
  from: string;
  to: string;
  onChange: (change: { from?: string; to?: string }) => void;
}) {
  const { admin } = useWords();
  const { today } = useShop();
  return (
    <span className="period">
      <label>
        <span>{admin.from}</span>
        <input
          type="date"
          className={from === "" ? undefined : "is-set"}
          value={from}
          max={to || today}
          onChange={(event) => onChange({ from: event.target.value })}
        />
      </label>
      <label>
        <span>{admin.to}</span>
        <input
          type="date"
          className={to === "" ? undefined : "is-set"}
          value={to}
          min={from}
          max={today}
          onChange={(event) => onChange({ to: event.target.value })}
        />
      </label>
    </span>
  );
}
