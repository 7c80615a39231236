import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { useFieldWords } from "../../words/use-problem-words.ts";
import { TextAreaField } from "../fields.tsx";
import { officeAddresses } from "../places.ts";
import { useUndo } from "../use-undo.ts";
import type { Supplier } from "./queries.ts";

type Body = Schemas["SupplierCreate"];

const TEXTS = ["name", "contact_name", "phone", "email", "address", "note"] as const;
const POINTERS = [...TEXTS, "lead_time_days"].map((name) => `/${name}`);
const LAST_LEAD_DAY = 365;

/** Write down a new supplier, or change what is known of one. */
export function SupplierDialog({ supplier, onClose }: { supplier?: Supplier; onClose: () => void }) {
  const { suppliers: words } = useWords();
  const navigate = useNavigate();
  const undo = useUndo();
  const once = useFrozenKey();
  const [faults, setFaults] = useState({ name: false, days: false });
  const { mutate, isPending, error } = useMutation({
    mutationFn: (body: Body) =>
      supplier === undefined ? once(body, (key) => addSupplier(body, key)) : replaceSupplier(supplier.id, body),
    onSuccess: (saved) => {
      onClose();
      if (supplier === undefined) {
        toast(words.added(saved.name));
        void navigate(officeAddresses.supplier(saved.id));
      } else {
        undo(words.saved(saved.name), () => replaceSupplier(supplier.id, bodyOf(supplier)));
      }
    },
    onSettled: () => queries.invalidateQueries(),
  });
  const wrong = useFieldWords(error);

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const texts = Object.fromEntries(TEXTS.map((name) => [name, text(name) || null])) as Record<
      (typeof TEXTS)[number],
      string | null
    >;
    const days = text("lead_time_days");
    const found = {
      name: texts.name === null,
      days: days !== "" && !(/^\d{1,3}$/.test(days) && Number(days) <= LAST_LEAD_DAY),
    };
    setFaults(found);
    if (isPending || found.name || found.days) return;
    mutate({ ...texts, name: texts.name ?? "", lead_time_days: days === "" ? null : Number(days) });
  }

  const field = (name: Exclude<(typeof TEXTS)[number], "name">) => ({
    label: words.fields[name],
    name,
    autoComplete: "off",
    defaultValue: supplier?.[name] ?? "",
    error: wrong(`/${name}`),
  });
  return (
    <StaffDialog
      title={supplier === undefined ? words.newTitle : words.editTitle}
      className="form-dialog"
      onClose={onClose}
    >
      <form onSubmit={save} noValidate>
        <div className="form">
          <Field
            label={words.fields.name}
            name="name"
            maxLength={200}
            autoComplete="off"
            dir="auto"
            defaultValue={supplier?.name}
            error={faults.name ? words.nameMissing : wrong("/name")}
          />
          <Field {...field("contact_name")} maxLength={200} dir="auto" />
          <Field {...field("phone")} type="tel" />
          <Field {...field("email")} type="email" />
          <TextAreaField {...field("address")} maxLength={500} rows={2} dir="auto" />
          <Field
            label={words.fields.lead_time_days}
            name="lead_time_days"
            inputMode="numeric"
            autoComplete="off"
            hint={words.leadTimeHint}
            defaultValue={supplier?.lead_time_days ?? ""}
            error={faults.days ? words.wholeDays : wrong("/lead_time_days")}
          />
          <TextAreaField {...field("note")} maxLength={500} rows={2} dir="auto" />
          <Refusal error={error} fields={POINTERS} />
        </div>
        <footer>
          <button className="btn go push" type="submit" aria-busy={isPending}>
            {supplier === undefined ? words.add : words.save}
          </button>
        </footer>
      </form>
    </StaffDialog>
  );
}

/** Return a supplier as the API takes them. */
export function bodyOf({ name, contact_name, phone, email, address, note, lead_time_days }: Supplier): Body {
  return { name, contact_name, phone, email, address, note, lead_time_days };
}

export function addSupplier(body: Body, key: string): Promise<Supplier> {
  return ask(api.POST("/api/suppliers", { params: { header: { "Idempotency-Key": key } }, body }));
}

function replaceSupplier(supplier_id: number, body: Body): Promise<Supplier> {
  return ask(api.PUT("/api/suppliers/{supplier_id}", { params: { path: { supplier_id } }, body }));
}
