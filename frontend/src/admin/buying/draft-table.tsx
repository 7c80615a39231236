import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { useMoneyFault } from "../../staff/use-money-fault.ts";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { SweetFinder } from "../list/sweet-finder.tsx";
import { linesOfAdvice } from "./advised-lines.ts";
import { amountOf, type DraftLine, faultsOf, newLine, type Ordered } from "./draft-lines.ts";
import { LineHeads } from "./line-heads.tsx";
import { lastPack, urgentAdvice } from "./queries.ts";
import { Cell } from "./receive-cell.tsx";
import "./receive.css";

interface Props {
  lines: readonly DraftLine[];
  setLines: (change: (before: DraftLine[]) => DraftLine[]) => void;
  supplier: { id: number; name: string } | undefined;
  isChecked: boolean;
  refusalOf: (place: number, field: string) => string | undefined;
}

/** The lines of a draft: found by typing, or as the advice has them; packed as they were when last ordered. */
export function DraftTable({ lines, setLines, supplier, isChecked, refusalOf }: Props) {
  const { buying } = useWords();
  const { places } = useFormats();
  const say = useProblemWords();
  const nextKey = useRef(Math.max(0, ...lines.map(({ key }) => key)) + 1);
  const table = useRef<HTMLTableElement>(null);
  const advise = useMutation({
    mutationFn: async (from: { id: number; name: string }) => {
      const urgent = await urgentAdvice({}, from.id);
      const missing = urgent.filter(({ sweet_id }) => !lines.some(({ sweetId }) => sweetId === sweet_id));
      return linesOfAdvice(missing, places, () => nextKey.current++);
    },
    onSuccess: (more, from) => {
      toast(more.length === 0 ? buying.nothingUrgent(from.name) : buying.adviceAdded(more.length));
      setLines((before) => [...before, ...more]);
    },
  });

  async function add(sweet: Ordered) {
    const key = nextKey.current++;
    const pack = await lastPack(sweet.id).catch(() => null);
    setLines((before) => [...before, newLine(key, sweet, "", pack ?? {})]);
    requestAnimationFrame(() => table.current?.querySelector<HTMLElement>("tbody tr:last-child input")?.focus());
  }

  function remove(line: DraftLine, place: number) {
    setLines((before) => before.filter(({ key }) => key !== line.key));
    toast(buying.removed(line.name), {
      label: buying.undo,
      onPress: () => setLines((before) => before.toSpliced(place, 0, line)),
    });
  }

  const set = (key: number, change: Partial<DraftLine>) =>
    setLines((before) => before.map((line) => (line.key === key ? { ...line, ...change } : line)));

  return (
    <>
      <div className="bar">
        <SweetFinder label={buying.addSweet} onChoose={(sweet) => void add(sweet)} />
        {supplier && (
          <button
            className="btn"
            type="button"
            title={buying.fromAdviceHint(supplier.name)}
            aria-busy={advise.isPending}
            onClick={() => advise.isPending || advise.mutate(supplier)}
          >
            {buying.fromAdvice}
          </button>
        )}
        {advise.error !== null && <p className="bad">{say(advise.error)}</p>}
      </div>
      {lines.length === 0 ? (
        <p className="soft">{buying.noLines}</p>
      ) : (
        <div className="sheet">
          <table className="table receive draft" ref={table}>
            <caption className="visually-hidden">{buying.lines}</caption>
            <thead>
              <tr>
                <LineHeads />
                <td />
              </tr>
            </thead>
            <tbody>
              {lines.map((line, place) => (
                <Line
                  key={line.key}
                  line={line}
                  isChecked={isChecked}
                  refusalOf={(field) => refusalOf(place, field)}
                  set={(change) => set(line.key, change)}
                  onRemove={() => remove(line, place)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function Line({
  line,
  isChecked,
  refusalOf,
  set,
  onRemove,
}: {
  line: DraftLine;
  isChecked: boolean;
  refusalOf: (field: string) => string | undefined;
  set: (change: Partial<DraftLine>) => void;
  onRemove: () => void;
}) {
  const { buying, ui } = useWords();
  const aCost = useMoneyFault(buying.aCost);
  const { money } = useFormats();
  const faults = faultsOf(line);
  return (
    <tr>
      <th scope="row">
        <span dir="auto">{line.name}</span>
        <span className="sub">{refusalOf("sweet_id") ? <b className="bad">{refusalOf("sweet_id")}</b> : line.sku}</span>
      </th>
      <Cell
        label={buying.packs}
        fullLabel={`${buying.packs}, ${line.name}`}
        name="packs"
        isFigure
        inputMode="numeric"
        value={line.packs}
        onText={(packs) => set({ packs })}
        error={isChecked && faults.packs ? buying.wholePacks : refusalOf("packs")}
      />
      <Cell
        label={buying.inAPack}
        fullLabel={`${buying.inAPack}, ${line.name}`}
        name="pack_size"
        isFigure
        inputMode="decimal"
        value={line.size}
        onText={(size) => set({ size })}
        hint={ui.unitNames[line.unit]}
        error={isChecked && faults.size ? buying.aQuantity : refusalOf("pack_size")}
      />
      <Cell
        label={buying.costAPack}
        fullLabel={`${buying.costAPack}, ${line.name}`}
        name="pack_cost"
        isFigure
        inputMode="decimal"
        value={line.cost}
        onText={(cost) => set({ cost })}
        error={isChecked && faults.cost ? aCost(line.cost) : refusalOf("pack_cost")}
      />
      <td className="n fact">
        <b>{money(amountOf(line))}</b>
      </td>
      <td className="end">
        <button className="btn plain icon" type="button" aria-label={buying.remove(line.name)} onClick={onRemove}>
          <StaffIcon name="x" />
        </button>
      </td>
    </tr>
  );
}
