import { type ReactNode, useId } from "react";
import { Link } from "react-router";
import type { Sweet } from "../../api/types.ts";
import { useMoneyFault } from "../../staff/use-money-fault.ts";
import { Decimal } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { SweetPicture } from "../../ui/sweet-picture.tsx";
import { useWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";
import {
  amountOf,
  bestBeforeOf,
  type Coming,
  costOf,
  emptyRow,
  faultOfRow,
  isDone,
  isLoose,
  isSaid,
  isWeighed,
  type LotRow,
  outstandingOf,
  packsOf,
  readCost,
  readPacks,
} from "./receipt.ts";
import { Cell } from "./receive-cell.tsx";

interface Props {
  coming: Coming;
  sweet: Sweet | undefined;
  /** Whether somebody pressed the button: until then only what is certainly wrong is marked. */
  isChecked: boolean;
  refusalOf: (row: LotRow, field: string) => string | undefined;
  newKey: () => number;
  onChange: (rows: readonly LotRow[]) => void;
}

/** A line of the order with the lots that came of it. */
export function ReceiveLine({ coming, sweet, isChecked, refusalOf, newKey, onChange }: Props) {
  const { buying } = useWords();
  const { quantity } = useFormats();
  const { line, rows } = coming;
  const id = useId();
  const last = rows.at(-1);
  const most = outstandingOf(line);
  const isTooMuch = packsOf(rows) > most;
  const set = (key: number, change: Partial<LotRow>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...change } : row)));
  const fitting = (row: LotRow) => Math.max(0, most - packsOf(rows.filter(({ key }) => key !== row.key)));
  return (
    <tbody className={rows.some(isSaid) ? undefined : "none"}>
      {rows.map((row, place) => (
        <tr key={row.key}>
          {place === 0 ? (
            <>
              <th scope="row">
                <span className="sweet-cell">
                  {sweet && <SweetPicture sweet={sweet} sizes="2.5rem" />}
                  <span>
                    <Link to={officeAddresses.sweet(line.sweet_id)} dir="auto">
                      {line.name}
                    </Link>
                    <span className="sub">{line.sku}</span>
                  </span>
                </span>
              </th>
              <td className="n fact">
                <span className="cell-label">{buying.orderedOn}</span>
                {buying.orderedPacks(line.packs)}
                <span className="sub">{buying.ofSize(quantity(line.pack_size, line.unit))}</span>
              </td>
              <td className="n fact soft">
                <span className="cell-label">{buying.here}</span>
                {line.packs_received > 0 && buying.orderedPacks(line.packs_received)}
                {isLoose(line) && <span className="sub">{buying.stillOut(quantity(line.outstanding, line.unit))}</span>}
                {line.packs_received === 0 && !isLoose(line) && buying.none}
              </td>
            </>
          ) : (
            <td className="blank" colSpan={3} />
          )}
          {isDone(line) ? (
            <td className="soft fact" colSpan={6}>
              {buying.allHere}
            </td>
          ) : (
            <LotCells
              row={row}
              coming={coming}
              isChecked={isChecked}
              refusalOf={(field) => refusalOf(row, field)}
              set={(change) => set(row.key, change)}
              tooMuchId={isTooMuch && place === rows.length - 1 ? id : undefined}
              end={
                place === 0 ? (
                  <button
                    className="btn plain icon"
                    type="button"
                    aria-label={buying.anotherLot(line.name)}
                    onClick={() => onChange([...rows, emptyRow(newKey())])}
                  >
                    <StaffIcon name="plus" />
                  </button>
                ) : (
                  <button
                    className="btn plain icon"
                    type="button"
                    aria-label={buying.withoutLot(line.name)}
                    onClick={() => onChange(rows.filter(({ key }) => key !== row.key))}
                  >
                    <StaffIcon name="x" />
                  </button>
                )
              }
            />
          )}
        </tr>
      ))}
      {isTooMuch && last !== undefined && (
        <tr className="too-much">
          <td className="blank" colSpan={3} />
          <td colSpan={6} id={id} role="alert">
            {buying.atMost(line.packs, line.packs_received, most)}{" "}
            <button className="linky" type="button" onClick={() => set(last.key, { packs: String(fitting(last)) })}>
              {buying.makeIt(fitting(last))}
            </button>
          </td>
        </tr>
      )}
    </tbody>
  );
}

function LotCells({
  row,
  coming: { line, keeping },
  isChecked,
  refusalOf,
  set,
  tooMuchId,
  end,
}: {
  row: LotRow;
  coming: Coming;
  isChecked: boolean;
  refusalOf: (field: string) => string | undefined;
  set: (change: Partial<LotRow>) => void;
  tooMuchId: string | undefined;
  end: ReactNode;
}) {
  const { buying } = useWords();
  const aCost = useMoneyFault(buying.aCost);
  const { quantity, money, bare } = useFormats();
  const packs = readPacks(row.packs);
  const fault = faultOfRow(row, line, keeping);
  const bestBefore = bestBeforeOf(row, keeping);
  const cost = readCost(costOf(row, line));
  const isOther = cost !== null && !new Decimal(cost).eq(line.pack_cost);
  const keeps = useKeeps(row, bestBefore);
  const pieces = packs ? quantity(new Decimal(line.pack_size).times(String(packs)).toFixed(), line.unit) : undefined;
  const packsError =
    fault === "packs"
      ? buying.wholePacks
      : fault === "weight"
        ? buying.aQuantity
        : (refusalOf("packs") ?? refusalOf("quantity"));
  const nothing = !isSaid(row);
  return (
    <>
      <Cell
        label={buying.receiving}
        fullLabel={buying.receivingOf(line.name)}
        name="packs"
        isFigure
        inputMode="numeric"
        placeholder="0"
        value={row.packs}
        onText={(text) => set({ packs: text })}
        hint={isWeighed(line) ? buying.weighed : pieces}
        error={packsError}
        errorId={tooMuchId}
      >
        {isWeighed(line) && (
          <input
            className="n"
            name="quantity"
            inputMode="decimal"
            autoComplete="off"
            aria-label={buying.weighedOf(line.name)}
            aria-invalid={fault === "weight" || refusalOf("quantity") !== undefined || undefined}
            placeholder={pieces ?? line.unit}
            title={buying.weighedOf(line.name)}
            value={row.weight}
            onChange={(event) => set({ weight: event.target.value })}
          />
        )}
      </Cell>
      {nothing ? (
        <td className="soft fact" colSpan={3}>
          {buying.staysOnOrder}
        </td>
      ) : (
        <>
          <Cell
            label={buying.madeOn}
            fullLabel={buying.madeOnOf(line.name)}
            name="made_on"
            type="date"
            value={row.madeOn}
            onText={(text) => set({ madeOn: text })}
            error={refusalOf("made_on")}
          />
          <Cell
            label={buying.bestBefore}
            fullLabel={buying.bestBeforeOf(line.name)}
            name="best_before"
            type="date"
            value={bestBefore}
            onText={(text) => set({ bestBefore: text })}
            hint={keeps.text}
            isWarning={keeps.isWarning}
            error={fault === "days" ? buying.beforeMade : refusalOf("best_before")}
          />
          <Cell
            label={buying.costAPack}
            fullLabel={buying.costOf(line.name)}
            name="pack_cost"
            isFigure
            inputMode="decimal"
            value={costOf(row, line)}
            onText={(text) => set({ cost: text })}
            hint={isOther ? buying.was(bare(line.pack_cost)) : undefined}
            isWarning
            error={
              fault === "cost" && (isChecked || costOf(row, line) !== "")
                ? aCost(costOf(row, line))
                : refusalOf("pack_cost")
            }
          />
        </>
      )}
      <td className="n fact">
        <b>{money(amountOf(row, line))}</b>
      </td>
      <td className="end">{end}</td>
    </>
  );
}

/** How long a lot keeps, in words: a day that is near or over is a warning. */
function useKeeps(row: LotRow, bestBefore: string): { text?: string; isWarning: boolean } {
  const { buying } = useWords();
  const { daysAhead } = useFormats();
  if (bestBefore === "") return { isWarning: false };
  const days = daysAhead(bestBefore);
  if (days < 0) return { text: buying.pastItsDay, isWarning: true };
  if (days <= 1) return { text: buying.sellFirst(days), isWarning: true };
  return { text: row.bestBefore === null ? buying.asItKeeps(days) : buying.daysLeft(days), isWarning: false };
}
