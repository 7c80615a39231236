import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask, newIdempotencyKey } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { useWords } from "../../words/index.tsx";
import { useFieldWords } from "../../words/use-problem-words.ts";
import { TextAreaField } from "../fields.tsx";
import { useUndo } from "../use-undo.ts";
import { amountIn } from "./draft.ts";
import "./dialogs.css";

type Category = Schemas["CategoryRead"];
type Body = Schemas["CategoryCreate"];

const FIELDS = ["/name", "/description", "/low_stock_threshold"];

/** A category to change, or a new one. */
export function CategoryDialog({ category, onClose }: { category: Category | null; onClose: () => void }) {
  const { officeCatalogue: words } = useWords();
  const [name, setName] = useState(category?.name ?? "");
  const [description, setDescription] = useState(category?.description ?? "");
  const [threshold, setThreshold] = useState(category?.low_stock_threshold ?? "");
  const [hasPressed, setHasPressed] = useState(false);
  const undo = useUndo();
  const once = useFrozenKey();

  const amount = amountIn(threshold);
  const nameFault = name.trim() === "" ? words.faults.missing : undefined;
  const amountFault = threshold.trim() !== "" && amount === null ? words.faults.amount : undefined;
  const body: Body = { name: name.trim(), description: description.trim() || null, low_stock_threshold: amount };

  const save = useMutation({
    mutationFn: () => (category === null ? once(body, (key) => create(body, key)) : change(category.id, body)),
    onSuccess: (saved) => {
      undo(words.saved(saved.name), () => (category === null ? remove(saved.id) : change(saved.id, bodyOf(category))));
      onClose();
    },
  });
  const erase = useMutation({
    mutationFn: (gone: Category) => remove(gone.id),
    onSuccess: (_, gone) => {
      const key = newIdempotencyKey();
      undo(words.removed(gone.name), () => create(bodyOf(gone), key));
      onClose();
    },
  });
  const error = save.error ?? erase.error;
  const sayField = useFieldWords(save.error);

  function press(event: FormEvent) {
    event.preventDefault();
    setHasPressed(true);
    erase.reset();
    if (nameFault === undefined && amountFault === undefined && !save.isPending) save.mutate();
  }

  return (
    <StaffDialog title={category?.name ?? words.newCategory} className="edit" onClose={onClose}>
      <form onSubmit={press} noValidate>
        <div className="fields">
          <Field
            label={words.fields.name}
            value={name}
            error={(hasPressed && nameFault) || sayField("/name")}
            onChange={({ target }) => setName(target.value)}
            maxLength={200}
            dir="auto"
            autoComplete="off"
          />
          <TextAreaField
            label={words.fields.description}
            value={description}
            error={sayField("/description")}
            onChange={({ target }) => setDescription(target.value)}
            maxLength={2000}
            rows={2}
            dir="auto"
          />
          <Field
            label={words.fields.low_stock_threshold}
            hint={words.hints.category_threshold}
            value={threshold}
            error={(hasPressed && amountFault) || sayField("/low_stock_threshold")}
            onChange={({ target }) => setThreshold(target.value)}
            inputMode="decimal"
            autoComplete="off"
          />
          <Refusal error={error} fields={FIELDS} />
        </div>
        <footer>
          {category !== null && (
            <button
              className="btn danger"
              type="button"
              aria-busy={erase.isPending}
              onClick={() => erase.isPending || erase.mutate(category)}
            >
              {words.removeIt}
            </button>
          )}
          <button className="btn go push" type="submit" aria-busy={save.isPending}>
            {category === null ? words.addCategory : words.save}
          </button>
        </footer>
      </form>
    </StaffDialog>
  );
}

function bodyOf({ name, description, low_stock_threshold }: Category): Body {
  return { name, description, low_stock_threshold };
}

const create = (body: Body, key: string) =>
  ask(api.POST("/api/categories", { params: { header: { "Idempotency-Key": key } }, body }));
const path = (category_id: number) => ({ params: { path: { category_id } } });
const change = (id: number, body: Body) => ask(api.PUT("/api/categories/{category_id}", { ...path(id), body }));
const remove = (id: number) => ask(api.DELETE("/api/categories/{category_id}", path(id)));
