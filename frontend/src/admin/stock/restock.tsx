import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { useUser } from "../../api/use-session.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { Field } from "../../ui/field.tsx";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { useTitle } from "../../ui/page.ts";
import { useWords } from "../../words/index.tsx";
import { useFieldWords } from "../../words/use-problem-words.ts";
import { suppliersQuery } from "../buying/queries.ts";
import { SelectField } from "../fields.tsx";
import { Head } from "../frame.tsx";
import { sweetQuery } from "../list/sweet-finder.tsx";
import { useWanted } from "../list/use-wanted.ts";
import { officeAddresses } from "../places.ts";
import { UpLink } from "../up-link.tsx";
import { useUnsaved } from "../use-unsaved.ts";
import { LotFields } from "./lot-fields.tsx";
import { EMPTY_LOT, faultsOf, isOffStep, lotBody, readQuantity } from "./new-lot.ts";
import { FIRST_WRONG, SweetChoice } from "./sweet-choice.tsx";
import "./stock-form.css";

type Body = Schemas["RestockCreate"];

/** What somebody types of a restock. */
const NOTHING = { text: "", note: "", lot: EMPTY_LOT };

const POINTERS = ["quantity", "unit_cost", "made_on", "best_before", "supplier_id", "note"].map((name) => `/${name}`);

/** Takes in goods without an order: made in the kitchen, or just bought. Its address says of which sweet. */
export default function Restock() {
  const { adjustments: words, stock, admin, ui } = useWords();
  const { quantity } = useFormats();
  const navigate = useNavigate();
  const send = useFrozenKey();
  const isAdmin = useUser()?.role === "admin";
  const form = useRef<HTMLFormElement>(null);
  const [{ sweet_id, supplier_id }, want] = useWanted(["sweet_id", "supplier_id"]);
  const { value, set, forget } = useUnsaved(`restock ${sweet_id}`, NOTHING);
  const { text, note, lot } = value;
  const write = (change: Partial<typeof value>) => set((before) => ({ ...before, ...change }));
  const [isChecked, setChecked] = useState(false);
  const { data: sweet } = useQuery({ ...sweetQuery(Number(sweet_id)), enabled: sweet_id !== "" });
  const { data: suppliers } = useQuery({ ...suppliersQuery, enabled: isAdmin });
  const amount = sweet && readQuantity(text, sweet);
  const isOff = sweet !== undefined && !!amount && isOffStep(amount, sweet);
  const faults = faultsOf(lot);
  const { mutate, isPending, error } = useMutation({
    mutationFn: (body: Body) =>
      send({ sweet_id, ...body }, (key) =>
        ask(
          api.POST("/api/sweets/{sweet_id}/restock", {
            params: { path: { sweet_id: Number(sweet_id) }, header: { "Idempotency-Key": key } },
            body,
          }),
        ),
      ),
    onSuccess: ({ lot_id, quantity: came, sweet: { name, unit } }) => {
      forget();
      void queries.invalidateQueries();
      toast(words.tookIn(quantity(came, unit), name));
      void navigate(officeAddresses.lot(lot_id), { replace: true });
    },
  });
  const sayField = useFieldWords(error);
  useTitle(words.restock);

  function press(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (!amount || isOff || faults.days || faults.cost) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>(FIRST_WRONG)?.focus());
    } else if (!isPending) {
      mutate({
        quantity: amount,
        ...lotBody(lot),
        ...(supplier_id !== "" && { supplier_id: Number(supplier_id) }),
        ...(note.trim() !== "" && { note: note.trim() }),
      });
    }
  }

  const quantityError = () => {
    if (sweet === undefined) return undefined;
    if (isChecked && !amount) return ui.notAnAmount[sweet.unit];
    if (isChecked && isOff) return words.offStep(quantity(sweet.quantity_step, sweet.unit));
    return sayField("/quantity");
  };

  return (
    <>
      <UpLink to={officeAddresses.stock}>{admin.places.stock}</UpLink>
      <Head title={words.restock} aside={words.restockDetail} />
      <form className="sheet stock-form" ref={form} onSubmit={press} noValidate>
        <SweetChoice sweet={sweet} isMissing={isChecked && sweet_id === ""} onChoose={(id) => want({ sweet_id: id })} />
        <Field
          label={sweet === undefined ? stock.quantity : words.howMuch(ui.unitNames[sweet.unit])}
          inputMode="decimal"
          autoComplete="off"
          value={text}
          {...(sweet && { hint: words.inSteps(quantity(sweet.quantity_step, sweet.unit)) })}
          error={quantityError()}
          onChange={({ target }) => write({ text: target.value })}
        />
        <LotFields
          sweet={sweet}
          lot={lot}
          isChecked={isChecked}
          errorAt={sayField}
          onChange={(change) => write({ lot: { ...lot, ...change } })}
        />
        {isAdmin && (
          <SelectField
            label={stock.supplier}
            value={supplier_id}
            options={[
              { value: "", label: words.noSupplier },
              ...(suppliers?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
            error={sayField("/supplier_id")}
            onChange={({ target }) => want({ supplier_id: target.value })}
          />
        )}
        <Field
          label={stock.note}
          maxLength={500}
          autoComplete="off"
          value={note}
          error={sayField("/note")}
          onChange={({ target }) => write({ note: target.value })}
        />
        <Refusal error={error} fields={POINTERS} />
        <footer>
          <button className="btn go tall" type="submit" aria-busy={isPending}>
            {words.takeIn(sweet && amount ? quantity(amount, sweet.unit) : null)}
          </button>
        </footer>
      </form>
    </>
  );
}
