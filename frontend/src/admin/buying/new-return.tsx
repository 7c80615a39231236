import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Link, useLocation, useNavigate, useSearchParams } from "react-router";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { useFormats } from "../../ui/formats.ts";
import { announce, toast } from "../../ui/messages.tsx";
import { useTitle } from "../../ui/page.ts";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { useFieldWords, useProblemWords } from "../../words/use-problem-words.ts";
import { Head } from "../frame.tsx";
import { useList } from "../list/use-list.ts";
import { officeAddresses } from "../places.ts";
import { type Lot, lotQuery } from "../stock/queries.ts";
import { UpLink } from "../up-link.tsx";
import { useUnsaved } from "../use-unsaved.ts";
import { supplierQuery, suppliersQuery } from "./queries.ts";
import { readCost } from "./receipt.ts";
import { costOf, faultOf, goingBack, returnedLines, type Typed } from "./return-lines.ts";
import { ReturnTable } from "./return-table.tsx";
import "./order.css";
import "./receive.css";

/** What somebody types of a return. */
const NOTHING: { note: string; credit: string; typed: Typed } = { note: "", credit: "", typed: {} };

const idIn = (text: string | null): number => (text !== null && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0);

/** Sends goods back: from the lots of one supplier, no more than is left of each. */
export default function NewReturn() {
  const { returns: words, buying } = useWords();
  const { money, places } = useFormats();
  const say = useProblemWords();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const lotId = idIn(params.get("lot_id"));
  const { data: lot } = useQuery({ ...lotQuery(lotId), enabled: lotId > 0 });
  const supplierId = idIn(params.get("supplier_id")) || (lot?.supplier_id ?? 0);
  const list = useTheirLots(supplierId, idIn(params.get("purchase_order_id")), lotId === 0);
  // Until the lots of another supplier are there, the list still has those of the one before.
  const theirs = list.rows?.every(({ supplier_id }) => supplier_id === supplierId) ? list.rows : undefined;
  const lots = lotId > 0 ? lot && [lot] : theirs;
  const { value, isChanged, set, forget } = useUnsaved(`return ${useLocation().search}`, NOTHING);
  const { note, credit, typed } = value;
  const write = (change: Partial<typeof value>) => set((before) => ({ ...before, ...change }));
  const [isChecked, setChecked] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const send = useFrozenKey();
  useTitle(words.newOne);
  const going = goingBack(typed, lots ?? []);
  const creditFault = credit.trim() !== "" && readCost(credit) === null;

  const { mutate, isPending, error } = useMutation({
    mutationFn: () => {
      const body = {
        supplier_id: supplierId,
        lines: returnedLines(typed, lots ?? []),
        note: note.trim() || null,
        credit: credit.trim() === "" ? null : readCost(credit),
      };
      return send(body, (key) =>
        ask(api.POST("/api/supplier-returns", { params: { header: { "Idempotency-Key": key } }, body })),
      );
    },
    onSuccess: (made) => {
      forget();
      toast(words.sent(made.line_count, made.supplier.name));
      void navigate(officeAddresses.return(made.id), { replace: true });
    },
    onSettled: () => queries.invalidateQueries(),
  });
  const fieldWords = useFieldWords(error);
  const trouble =
    supplierId === 0
      ? words.needsSupplier
      : going.length === 0
        ? words.needsLine
        : creditFault || (lots ?? []).some((one) => faultOf(typed, one) !== null)
          ? words.goOver
          : null;

  function press(event: FormEvent) {
    event.preventDefault();
    if (isPending) return;
    setChecked(true);
    if (trouble === null) return mutate();
    announce(trouble);
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus());
  }

  function choose(id: string) {
    write({ typed: {} });
    setParams(id === "" ? {} : { supplier_id: id }, { replace: true });
  }

  return (
    <>
      <UpLink to={officeAddresses.returns}>{words.title}</UpLink>
      <Head title={words.newOne}>
        {isChanged && (
          <button className="btn" type="button" onClick={forget}>
            {buying.discard}
          </button>
        )}
      </Head>
      <form ref={form} onSubmit={press} noValidate>
        <div className="facts">
          <SupplierField id={supplierId} isWrong={isChecked && supplierId === 0} onChange={choose} />
          <label className="small-field wide">
            <span>{words.note}</span>
            <input
              value={note}
              maxLength={500}
              autoComplete="off"
              onChange={(event) => write({ note: event.target.value })}
            />
          </label>
          <label className="small-field">
            <span>{words.credit}</span>
            <input
              value={credit}
              inputMode="decimal"
              autoComplete="off"
              title={words.creditHint}
              aria-invalid={(isChecked && creditFault) || undefined}
              aria-describedby={isChecked && creditFault ? "credit-fault" : undefined}
              onChange={(event) => write({ credit: event.target.value })}
            />
            {isChecked && creditFault && (
              <span className="bad" id="credit-fault">
                {words.aCredit}
              </span>
            )}
          </label>
        </div>
        {supplierId === 0 && lotId === 0 ? (
          <Empty title={words.notChosen}>
            <p>{words.notChosenSays}</p>
          </Empty>
        ) : (
          <ReturnTable
            lots={lots}
            typed={typed}
            onText={(id, text) => set((before) => ({ ...before, typed: { ...before.typed, [id]: text } }))}
            refusalOf={(id) => fieldWords(`/lines/${going.findIndex((one) => one.id === id)}/quantity`)}
          />
        )}
        {lotId > 0 && supplierId > 0 && (
          <p>
            <Link to={officeAddresses.newReturn({ supplier_id: supplierId })} replace>
              {words.otherLots}
            </Link>
          </p>
        )}
        {lotId === 0 && list.hasMore && (
          <button className="btn" type="button" aria-busy={list.isLoadingMore} onClick={list.more}>
            {words.otherLots}
          </button>
        )}
        <div className="dock">
          {(error !== null || (isChecked && trouble !== null)) && (
            <p className="bad" role="alert">
              <b>{error !== null ? say(error) : trouble}</b>
            </p>
          )}
          <p className="dock-sum">
            <span className="soft">{words.costs}</span> {money(costOf(typed, lots ?? [], places))}
          </p>
          <button className="btn go tall" type="submit" aria-busy={isPending}>
            {words.send(going.length)}
          </button>
        </div>
      </form>
    </>
  );
}

/** The lots of a supplier, or of one order, that hold some; those that go first in front. */
function useTheirLots(supplierId: number, orderId: number, isWanted: boolean) {
  return useList<Lot>({
    key: ["lots", "to-return", supplierId, orderId, isWanted],
    load: async (page, signal) => {
      if (supplierId === 0 || !isWanted) return { items: [], next_cursor: null };
      const query = {
        ...page,
        supplier_id: supplierId,
        empty: false,
        sort: "best_before",
        ...(orderId > 0 && { purchase_order_id: orderId }),
      };
      return ask(api.GET("/api/lots", { params: { query }, signal }));
    },
  });
}

function SupplierField({ id, isWrong, onChange }: { id: number; isWrong: boolean; onChange: (id: string) => void }) {
  const { returns: words } = useWords();
  const { data: suppliers } = useQuery(suppliersQuery);
  const names = suppliers?.items ?? [];
  const isListed = id === 0 || names.some((one) => one.id === id);
  const { data: other } = useQuery({ ...supplierQuery(id), enabled: suppliers !== undefined && !isListed });
  return (
    <label className="small-field">
      <span>{words.supplier}</span>
      <select
        value={id === 0 ? "" : String(id)}
        aria-invalid={isWrong || undefined}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">{words.chooseSupplier}</option>
        {[...names, ...(other && !isListed ? [other] : [])].map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
    </label>
  );
}
