import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { useWords } from "../../words/index.tsx";
import { useFieldWords } from "../../words/use-problem-words.ts";
import { TextAreaField } from "../fields.tsx";
import { useUndo } from "../use-undo.ts";
import { keepOrder, type PurchaseOrder } from "./queries.ts";

/** Changes when an order is expected, the supplier's number and the note; what is ordered is fixed. */
export function EditOrder({ order }: { order: PurchaseOrder }) {
  const { buying } = useWords();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button className="btn" type="button" onClick={() => setOpen(true)}>
        {buying.edit}
      </button>
      {isOpen && <EditDialog order={order} onClose={() => setOpen(false)} />}
    </>
  );
}

function EditDialog({ order, onClose }: { order: PurchaseOrder; onClose: () => void }) {
  const { buying } = useWords();
  const undo = useUndo();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (body: Schemas["PurchaseOrderUpdate"]) => change(order.id, body),
    onSuccess: (saved) => {
      keepOrder(saved);
      onClose();
      const { expected_on, supplier_reference, note } = order;
      undo(buying.changed(saved.number), () => change(order.id, { expected_on, supplier_reference, note }));
    },
  });
  const wrong = useFieldWords(error);

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim() || null;
    if (isPending) return;
    mutate({
      expected_on: text("expected_on"),
      supplier_reference: text("supplier_reference"),
      note: text("note"),
    });
  }

  return (
    <StaffDialog title={buying.edit} aside={order.number} className="form-dialog" onClose={onClose}>
      <form onSubmit={save} noValidate>
        <div className="form">
          <Field
            label={buying.expected}
            name="expected_on"
            type="date"
            defaultValue={order.expected_on ?? ""}
            error={wrong("/expected_on")}
          />
          <Field
            label={buying.theirNumber}
            name="supplier_reference"
            maxLength={100}
            autoComplete="off"
            defaultValue={order.supplier_reference ?? ""}
            error={wrong("/supplier_reference")}
          />
          <TextAreaField
            label={buying.note}
            name="note"
            rows={2}
            maxLength={500}
            dir="auto"
            defaultValue={order.note ?? ""}
            error={wrong("/note")}
          />
          <Refusal error={error} fields={["/expected_on", "/supplier_reference", "/note"]} />
        </div>
        <footer>
          <button className="btn go push" type="submit" aria-busy={isPending}>
            {buying.saveChanges}
          </button>
        </footer>
      </form>
    </StaffDialog>
  );
}

function change(order_id: number, body: Schemas["PurchaseOrderUpdate"]): Promise<PurchaseOrder> {
  return ask(api.PATCH("/api/purchases/{order_id}", { params: { path: { order_id } }, body }));
}
