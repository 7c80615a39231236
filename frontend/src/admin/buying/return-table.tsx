import { Decimal } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { Empty, Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { BestBefore } from "../stock/best-before.tsx";
import type { Lot } from "../stock/queries.ts";
import { Cell } from "./receive-cell.tsx";
import { faultOf, type Typed } from "./return-lines.ts";

/** What is left of each lot, and how much of it goes back. */
export function ReturnTable({
  lots,
  typed,
  onText,
  refusalOf,
}: {
  lots: readonly Lot[] | undefined;
  typed: Typed;
  onText: (lotId: number, text: string) => void;
  refusalOf: (lotId: number) => string | undefined;
}) {
  const { returns: words } = useWords();
  if (lots === undefined) {
    return (
      <Loading>
        <Skeleton height="16rem" />
      </Loading>
    );
  }
  if (lots.length === 0) return <Empty title={words.nothingLeft} />;
  return (
    <div className="sheet">
      <table className="table receive draft">
        <caption className="visually-hidden">{words.theirLots}</caption>
        <thead>
          <tr>
            <th scope="col">{words.sweet}</th>
            <th scope="col" className="n">
              {words.left}
            </th>
            <th scope="col" className="n">
              {words.cost}
            </th>
            <th scope="col" className="n">
              {words.returning}
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {lots.map((lot) => (
            <Row
              key={lot.id}
              lot={lot}
              typed={typed}
              refusal={refusalOf(lot.id)}
              onText={(text) => onText(lot.id, text)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  lot,
  typed,
  refusal,
  onText,
}: {
  lot: Lot;
  typed: Typed;
  refusal: string | undefined;
  onText: (text: string) => void;
}) {
  const { returns: words, stock, ui } = useWords();
  const { quantity, money } = useFormats();
  const fault = faultOf(typed, lot);
  const left = quantity(lot.on_hand, lot.unit);
  const wrong = fault === "most" ? words.atMost(left) : fault === "amount" ? words.aQuantity : refusal;
  return (
    <tr>
      <th scope="row">
        <span dir="auto">{lot.sweet_name}</span>
        <span className="sub">
          {stock.lotNumber(lot.id)}, <BestBefore lot={lot} />
        </span>
      </th>
      <td className="n fact">
        <b>{left}</b>
      </td>
      <td className="n fact">{lot.unit_cost !== null && money(lot.unit_cost)}</td>
      <Cell
        label={words.returning}
        fullLabel={words.returningOf(lot.sweet_name, lot.id)}
        name="returning"
        isFigure
        inputMode="decimal"
        value={typed[lot.id] ?? ""}
        onText={onText}
        hint={ui.unitNames[lot.unit]}
        error={wrong}
      />
      <td className="n">
        <button
          className="btn"
          type="button"
          aria-label={words.allOf(lot.sweet_name, lot.id)}
          onClick={() => onText(new Decimal(lot.on_hand).toFixed())}
        >
          {words.all}
        </button>
      </td>
    </tr>
  );
}
