import { useMutation, useQueries } from "@tanstack/react-query";
import { type KeyboardEvent, useRef, useState } from "react";
import { api, ask } from "../../api/client.ts";
import { asProblem } from "../../api/problems.ts";
import { queries } from "../../api/queries.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { announce, toast } from "../../ui/messages.tsx";
import { BigMoney } from "../../ui/money.tsx";
import { useShop } from "../../ui/shop.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import { useFieldWords, useProblemWords } from "../../words/use-problem-words.ts";
import { sweetQuery } from "../list/sweet-finder.tsx";
import { useUnsaved } from "../use-unsaved.ts";
import { CancelOrder } from "./cancel-order.tsx";
import { CloseOrder } from "./close-order.tsx";
import { Deliveries } from "./deliveries.tsx";
import { EditOrder } from "./edit-order.tsx";
import { OrderFacts, OrderHead } from "./order-head.tsx";
import { keepOrder, orderQuery, type PurchaseOrder } from "./queries.ts";
import {
  type Coming,
  emptyRow,
  faultOfRow,
  isSaid,
  type LotRow,
  outstandingOf,
  packsOf,
  receiptLines,
  restOf,
  summaryOf,
} from "./receipt.ts";
import { ReceiveLine } from "./receive-line.tsx";
import "./receive.css";

interface Written {
  rows: Readonly<Record<number, readonly LotRow[]>>;
  bill: string;
}

const NOTHING_CAME: Written = { rows: {}, bill: "" };

/** Takes in what came of an order: a lot a row, and at the foot what the button will do. */
export function Receive({ order }: { order: PurchaseOrder }) {
  const { buying } = useWords();
  const { today } = useShop();
  const say = useProblemWords();
  const { value, isChanged, set, forget } = useUnsaved(`receipt ${order.id}`, NOTHING_CAME);
  const { rows, bill } = value;
  const [isChecked, setChecked] = useState(false);
  const nextKey = useRef(1 + Math.max(0, ...Object.values(rows).flatMap((all) => all.map(({ key }) => key))));
  const table = useRef<HTMLTableElement>(null);
  const send = useFrozenKey();
  const sweets = useQueries({ queries: order.lines.map(({ sweet_id }) => sweetQuery(sweet_id)) });
  const coming: Coming[] = order.lines.map((line, place) => ({
    line,
    rows: rows[line.line_no] ?? [emptyRow(0)],
    keeping: { shelfLife: sweets[place]?.data?.shelf_life_days ?? null, today },
  }));
  const summary = summaryOf(coming);
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: () => {
      const body = { lines: receiptLines(coming), ...(bill.trim() !== "" && { supplier_reference: bill.trim() }) };
      const params = { path: { order_id: order.id } };
      return send(body, (key) =>
        ask(
          api.POST("/api/purchases/{order_id}/receive", {
            params: { ...params, header: { "Idempotency-Key": key } },
            body,
          }),
        ),
      );
    },
    onSuccess: (received) => {
      toast(buying.receivedLots(summary.lots, order.supplier.name));
      forget();
      setChecked(false);
      keepOrder(received);
    },
    onError: (wrong) => {
      // Somebody else received some of it meanwhile: show how much is still to come.
      if (asProblem(wrong).status === 409) void queries.invalidateQueries({ queryKey: orderQuery(order.id).queryKey });
    },
  });
  const fieldWords = useFieldWords(error);
  const sent = coming.flatMap(({ line, rows: all }) => all.filter(isSaid).map(({ key }) => `${line.line_no}-${key}`));
  const isWrong = ({ line, rows: all, keeping }: Coming) =>
    packsOf(all) > outstandingOf(line) || all.some((row) => faultOfRow(row, line, keeping) !== null);

  function change(lineNo: number, next: readonly LotRow[]) {
    if (error !== null) reset();
    set((before) => ({ ...before, rows: { ...before.rows, [lineNo]: next } }));
  }

  function takeAll() {
    if (error !== null) reset();
    const all = order.lines.map((line) => [line.line_no, [restOf(line)]]);
    set((before) => ({ ...before, rows: Object.fromEntries(all) }));
  }

  function receive() {
    if (isPending) return;
    setChecked(true);
    if (coming.some(isWrong) || summary.lots === 0) {
      announce(summary.lots === 0 ? buying.receiveNothing : buying.goOver);
      // The mark is there after the next render.
      requestAnimationFrame(() =>
        table.current?.querySelector<HTMLElement>(summary.lots === 0 ? "input" : "[aria-invalid]")?.focus(),
      );
    } else mutate();
  }

  return (
    <>
      <OrderHead title={buying.receive(order.number)} order={order}>
        {isChanged && (
          <button className="btn" type="button" onClick={forget}>
            {buying.discard}
          </button>
        )}
        {order.status === "ordered" && <CancelOrder order={order} />}
        <CloseOrder order={order} />
        <EditOrder order={order} />
      </OrderHead>
      <OrderFacts order={order}>
        <label className="small-field">
          <span>{buying.theirBill}</span>
          <input
            value={bill}
            maxLength={100}
            autoComplete="off"
            onChange={(event) => set((before) => ({ ...before, bill: event.target.value }))}
          />
        </label>
        <button className="btn facts-end" type="button" onClick={takeAll}>
          <StaffIcon name="check" /> {buying.allAsOrdered}
        </button>
      </OrderFacts>
      <div className="sheet">
        <table className="table receive" ref={table} onKeyDown={goDown}>
          <caption className="visually-hidden">{buying.linesCaption}</caption>
          <thead>
            <tr>
              <th scope="col">{buying.findSweet}</th>
              <th scope="col" className="n">
                {buying.orderedOn}
              </th>
              <th scope="col" className="n">
                {buying.here}
              </th>
              <th scope="col" className="n">
                {buying.receiving}
              </th>
              <th scope="col">{buying.madeOn}</th>
              <th scope="col">{buying.bestBefore}</th>
              <th scope="col" className="n">
                {buying.costAPack}
              </th>
              <th scope="col" className="n">
                {buying.amount}
              </th>
              <td />
            </tr>
          </thead>
          {coming.map((one, place) => (
            <ReceiveLine
              key={one.line.line_no}
              coming={one}
              sweet={sweets[place]?.data}
              isChecked={isChecked}
              refusalOf={(row, field) => {
                const index = sent.indexOf(`${one.line.line_no}-${row.key}`);
                return index < 0 ? undefined : fieldWords(`/lines/${index}/${field}`);
              }}
              newKey={() => nextKey.current++}
              onChange={(next) => change(one.line.line_no, next)}
            />
          ))}
        </table>
      </div>
      <p className="soft small receive-hint">{buying.enterGoesDown}</p>
      <Deliveries order={order} />
      <div className="dock">
        <p role="status">
          <b>{buying.lots(summary.lots)}</b>{" "}
          {summary.lots > 0 && (
            <span className="soft">
              {buying.ofSweets(summary.sweets)}.{" "}
              {summary.packsStaying === 0
                ? buying.nothingStays
                : buying.packsStay(
                    summary.packsStaying,
                    summary.staying.map(({ packs, name }) => `${packs} ${name}`).join(", "),
                  )}
            </span>
          )}
        </p>
        {(error !== null || (isChecked && (summary.lots === 0 || coming.some(isWrong)))) && (
          <p className="bad" role="alert">
            <b>{error !== null ? say(error) : summary.lots === 0 ? buying.receiveNothing : buying.goOver}</b>
          </p>
        )}
        <p className="dock-sum">
          <span className="soft">{buying.together}</span> <BigMoney amount={summary.amount} />
        </p>
        <button className="btn go tall" type="button" aria-busy={isPending} onClick={receive}>
          {buying.receiveLots(summary.lots)}
        </button>
      </div>
    </>
  );
}

/** Enter leads to the same field of the next row. */
function goDown(event: KeyboardEvent<HTMLTableElement>) {
  const field = event.target;
  if (event.key !== "Enter" || !(field instanceof HTMLInputElement)) return;
  event.preventDefault();
  const column = [...event.currentTarget.querySelectorAll<HTMLInputElement>(`input[name="${field.name}"]`)];
  column[column.indexOf(field) + 1]?.focus();
}
