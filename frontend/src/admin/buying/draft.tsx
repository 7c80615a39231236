import { useMutation, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { api, ask } from "../../api/client.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { useFormats } from "../../ui/formats.ts";
import { announce, toast } from "../../ui/messages.tsx";
import { BigMoney } from "../../ui/money.tsx";
import { useWords } from "../../words/index.tsx";
import { useFieldWords, useProblemWords } from "../../words/use-problem-words.ts";
import { officeAddresses } from "../places.ts";
import { useUnsaved } from "../use-unsaved.ts";
import { CancelOrder } from "./cancel-order.tsx";
import { type DraftLine, isRight, linesOf, orderedLines, totalOf } from "./draft-lines.ts";
import { DraftTable } from "./draft-table.tsx";
import { OrderHead } from "./order-head.tsx";
import { keepOrder, type PurchaseOrder, suppliersQuery } from "./queries.ts";

/** Writes an order to a supplier, and orders it. */
export function Draft({
  title,
  order,
  supplierId = "",
  firstLines = [],
}: {
  title: string;
  order?: PurchaseOrder;
  supplierId?: string;
  firstLines?: DraftLine[];
}) {
  const { buying } = useWords();
  const { money } = useFormats();
  const say = useProblemWords();
  const navigate = useNavigate();
  const { data: suppliers } = useQuery(suppliersQuery);
  const { search } = useLocation();
  const first = {
    supplier: order === undefined ? supplierId : String(order.supplier.id),
    expected: order?.expected_on ?? "",
    reference: order?.supplier_reference ?? "",
    note: order?.note ?? "",
    lines: order === undefined ? firstLines : linesOf(order),
  };
  const { value, isChanged, set, forget } = useUnsaved(`order ${order?.id ?? search}`, first);
  const { supplier, expected, reference, note, lines } = value;
  const write = (change: Partial<typeof value>) => set((before) => ({ ...before, ...change }));
  const [isChecked, setChecked] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const send = useFrozenKey();
  const names = suppliers?.items ?? [];
  // An archived supplier is on no list, and still on the draft.
  const choices = order && !names.some(({ id }) => id === order.supplier.id) ? [order.supplier, ...names] : names;

  async function save(): Promise<PurchaseOrder> {
    const body = {
      supplier_id: Number(supplier),
      expected_on: expected === "" ? null : expected,
      supplier_reference: reference.trim() === "" ? null : reference.trim(),
      note: note.trim() === "" ? null : note.trim(),
      lines: orderedLines(lines),
    };
    if (order !== undefined) {
      return ask(api.PATCH("/api/purchases/{order_id}", { params: { path: { order_id: order.id } }, body }));
    }
    const created = { ...body, receive: false };
    return send(created, (key) =>
      ask(api.POST("/api/purchases", { params: { header: { "Idempotency-Key": key } }, body: created })),
    );
  }

  const { mutate, isPending, error } = useMutation({
    mutationFn: async (deed: "save" | "order") => {
      const saved = await save();
      if (deed === "save") return saved;
      return ask(api.POST("/api/purchases/{order_id}/order", { params: { path: { order_id: saved.id } } }));
    },
    onSuccess: (saved) => {
      forget();
      keepOrder(saved);
      toast(saved.status === "draft" ? buying.saved(saved.number) : buying.ordered(saved.number, saved.supplier.name));
      if (order === undefined) void navigate(officeAddresses.order(saved.id), { replace: true });
    },
  });
  const fieldWords = useFieldWords(error);
  const trouble =
    supplier === ""
      ? buying.needsSupplier
      : lines.length === 0
        ? buying.needsLine
        : lines.every(isRight)
          ? null
          : buying.goOver;

  function press(deed: "save" | "order") {
    if (isPending) return;
    setChecked(true);
    if (trouble === null) return mutate(deed);
    announce(trouble);
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus());
  }

  return (
    <>
      <OrderHead title={title} {...(order && { order })}>
        {isChanged && (
          <button className="btn" type="button" onClick={forget}>
            {buying.discard}
          </button>
        )}
        {order && <CancelOrder order={order} />}
      </OrderHead>
      <form
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          press("save");
        }}
      >
        <div className="facts">
          <label className="small-field">
            <span>{buying.supplier}</span>
            <select
              value={supplier}
              aria-invalid={(isChecked && supplier === "") || undefined}
              onChange={(event) => write({ supplier: event.target.value })}
            >
              <option value="">{buying.chooseSupplier}</option>
              {choices.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label className="small-field">
            <span>{buying.expected}</span>
            <input type="date" value={expected} onChange={(event) => write({ expected: event.target.value })} />
          </label>
          <label className="small-field">
            <span>{buying.theirNumber}</span>
            <input
              value={reference}
              maxLength={100}
              autoComplete="off"
              onChange={(event) => write({ reference: event.target.value })}
            />
          </label>
          <label className="small-field wide">
            <span>{buying.note}</span>
            <input
              value={note}
              maxLength={500}
              autoComplete="off"
              onChange={(event) => write({ note: event.target.value })}
            />
          </label>
        </div>
        <DraftTable
          lines={lines}
          setLines={(change) => set((before) => ({ ...before, lines: change(before.lines) }))}
          supplier={choices.find(({ id }) => String(id) === supplier)}
          isChecked={isChecked}
          refusalOf={(place, field) => fieldWords(`/lines/${place}/${field}`)}
        />
        <div className="dock">
          {(error !== null || (isChecked && trouble !== null)) && (
            <p className="bad" role="alert">
              <b>{error !== null ? say(error) : trouble}</b>
            </p>
          )}
          <p className="dock-sum">
            <span className="soft">{buying.together}</span> <BigMoney amount={totalOf(lines)} />
          </p>
          <button className={order ? "btn tall" : "btn go tall"} type="submit" aria-busy={isPending}>
            {buying.save}
          </button>
          {order && (
            <button className="btn go tall" type="button" aria-busy={isPending} onClick={() => press("order")}>
              {buying.order(money(totalOf(lines)))}
            </button>
          )}
        </div>
      </form>
    </>
  );
}
