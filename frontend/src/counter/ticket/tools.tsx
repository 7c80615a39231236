import { Button } from "../../ui/button.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";

/** What is done to a ticket as a whole, and to those before it. */
export function Tools({
  isHolding,
  discount,
  sales,
  collect,
  hold,
}: {
  /** Whether there is something to hold; else a ticket is taken up. */
  isHolding: boolean;
  discount: () => void;
  sales: () => void;
  collect: () => void;
  hold: () => void;
}) {
  const { counter: words, pay } = useWords();
  return (
    <div className="acts">
      <Button look="line" shortcut="F5" onClick={collect}>
        <StaffIcon name="box" />
        {pay.toCollect}
      </Button>
      <Button look="line" shortcut="F6" onClick={discount}>
        <StaffIcon name="percent" />
        {words.discount}
      </Button>
      <Button look="line" shortcut="F7" onClick={sales}>
        <StaffIcon name="print" />
        {words.sales}
      </Button>
      <Button look="line" shortcut="F8" onClick={hold}>
        <StaffIcon name={isHolding ? "pause" : "up"} />
        {isHolding ? words.hold : words.takeUp}
      </Button>
    </div>
  );
}
