import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask, newIdempotencyKey } from "../../api/client.ts";
import { asProblem } from "../../api/problems.ts";
import type { Schemas } from "../../api/types.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { useShop } from "../../ui/shop.tsx";
import { useWords } from "../../words/index.tsx";
import { useFieldWords } from "../../words/use-problem-words.ts";
import { addDays } from "../days.ts";
import { useUndo } from "../use-undo.ts";
import { newRate, rateFaults, ratesOf } from "./tax-draft.ts";
import { TaxRates } from "./tax-rates.tsx";
import "./dialogs.css";

type TaxClass = Schemas["TaxClassRead"];
type Body = Schemas["TaxClassCreate"];

/** A tax class to change, or a new one, with all its rates by their days. */
export function TaxClassDialog({ taxClass, onClose }: { taxClass: TaxClass | null; onClose: () => void }) {
  const { officeCatalogue: words } = useWords();
  const { today } = useShop();
  const undo = useUndo();
  const once = useFrozenKey();
  const [name, setName] = useState(taxClass?.name ?? "");
  const [hsn, setHsn] = useState(taxClass?.hsn_code ?? "");
  const [rates, setRates] = useState(() =>
    (taxClass?.rates ?? []).map(({ effective_from, components }) => newRate(effective_from, components)),
  );
  const [hasPressed, setHasPressed] = useState(false);
  const faults = rateFaults(rates);
  const nameFault = name.trim() === "" ? words.faults.missing : undefined;
  const body: Body = { name: name.trim(), hsn_code: hsn.trim() || null, rates: ratesOf(rates) };

  const save = useMutation({
    mutationFn: () => (taxClass === null ? once(body, (key) => create(body, key)) : change(taxClass.id, body)),
    onSuccess: (saved) => {
      undo(words.saved(saved.name), () =>
        taxClass === null ? remove(saved.id) : change(taxClass.id, bodyOf(taxClass)),
      );
      onClose();
    },
  });
  const erase = useMutation({
    mutationFn: (gone: TaxClass) => remove(gone.id),
    onSuccess: (_, gone) => {
      const key = newIdempotencyKey();
      undo(words.removed(gone.name), () => create(bodyOf(gone), key));
      onClose();
    },
  });
  const error = save.error ?? erase.error;
  const sayField = useFieldWords(save.error);
  const errorAt = (pointer: string) => {
    const fault = hasPressed ? faults[pointer] : undefined;
    return fault === undefined ? sayField(pointer) : words.faults[fault];
  };

  function press(event: FormEvent) {
    event.preventDefault();
    setHasPressed(true);
    erase.reset();
    if (nameFault === undefined && Object.keys(faults).length === 0 && !save.isPending) save.mutate();
  }

  function addRate() {
    const last = rates.at(-1);
    if (last === undefined) return setRates([newRate(today)]);
    const latest = [last.effective_from, today].sort().at(-1) as string;
    setRates([...rates, newRate(addDays(latest, 1), ratesOf([last])[0]?.components)]);
  }

  const pointers = error === null ? [] : asProblem(error).errors.map(({ pointer }) => pointer);
  return (
    <StaffDialog title={taxClass?.name ?? words.newTaxClass} className="edit tax" onClose={onClose}>
      <form onSubmit={press} noValidate>
        <div className="fields">
          <p className="soft">{words.taxDetail}</p>
          <Field
            label={words.fields.name}
            value={name}
            error={(hasPressed && nameFault) || sayField("/name")}
            onChange={({ target }) => setName(target.value)}
            maxLength={200}
            dir="auto"
            autoComplete="off"
          />
          <Field
            label={words.fields.hsn_code}
            hint={words.hints.class_hsn}
            value={hsn}
            error={sayField("/hsn_code")}
            onChange={({ target }) => setHsn(target.value)}
            inputMode="numeric"
            maxLength={8}
            autoComplete="off"
          />
          <TaxRates rates={rates} onChange={setRates} errorAt={errorAt} />
          <button className="btn" type="button" onClick={addRate}>
            {words.addRate}
          </button>
          <Refusal
            error={error}
            fields={pointers.filter((pointer) => /^\/(name|hsn_code|rates\/\d+\/.+)$/.test(pointer))}
          />
        </div>
        <footer>
          {taxClass !== null && (
            <button
              className="btn danger"
              type="button"
              aria-busy={erase.isPending}
              onClick={() => erase.isPending || erase.mutate(taxClass)}
            >
              {words.removeIt}
            </button>
          )}
          <button className="btn go push" type="submit" aria-busy={save.isPending}>
            {taxClass === null ? words.addTaxClass : words.save}
          </button>
        </footer>
      </form>
    </StaffDialog>
  );
}

function bodyOf({ name, hsn_code, rates }: TaxClass): Body {
  return { name, hsn_code, rates };
}

const create = (body: Body, key: string) =>
  ask(api.POST("/api/tax-classes", { params: { header: { "Idempotency-Key": key } }, body }));
const path = (tax_class_id: number) => ({ params: { path: { tax_class_id } } });
const change = (id: number, body: Body) => ask(api.PUT("/api/tax-classes/{tax_class_id}", { ...path(id), body }));
const remove = (id: number) => ask(api.DELETE("/api/tax-classes/{tax_class_id}", path(id)));
