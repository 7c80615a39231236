import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { useUser } from "../../api/use-session.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { useMoneyFault } from "../../staff/use-money-fault.ts";
import { parseDecimal } from "../../ui/decimal.ts";
import { Field } from "../../ui/field.tsx";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { isTooFine } from "../../ui/too-fine.ts";
import { useWords } from "../../words/index.tsx";
import { useFieldWords } from "../../words/use-problem-words.ts";
import { TextAreaField } from "../fields.tsx";
import { officeAddresses } from "../places.ts";

type Customer = Schemas["CustomerRead"];
type Values = Record<(typeof FIELDS)[number], string | null> & { credit_limit?: string | null };

const FIELDS = ["name", "phone", "email", "note", "gstin", "address"] as const;
const POINTERS = [...FIELDS, "credit_limit"].map((name) => `/${name}`);

/** Write down a new customer, or change what is known of one. */
export function CustomerDialog({ customer, onClose }: { customer?: Customer; onClose: () => void }) {
  const { officeSales: words, officeAccounts: accounts } = useWords();
  const navigate = useNavigate();
  const send = useFrozenKey();
  const isAdmin = useUser()?.role === "admin";
  const { places } = useFormats();
  const fault = useMoneyFault(accounts.limitWrong);
  const [isUnnamed, setUnnamed] = useState(false);
  const [wrongLimit, setWrongLimit] = useState<string | null>(null);
  const { mutate, isPending, error } = useMutation({
    mutationFn: (values: Values) => {
      const body = { ...values, name: values.name ?? "" };
      return customer === undefined
        ? send(body, (key) => ask(api.POST("/api/customers", { params: { header: { "Idempotency-Key": key } }, body })))
        : change(customer.id, body);
    },
    onSuccess: (saved) => {
      onClose();
      if (customer === undefined) {
        toast(words.customerAdded(saved.name));
        void navigate(officeAddresses.customer(saved.id));
      } else {
        toast(words.customerSaved(saved.name), { label: words.undoEdit, onPress: () => void undo(customer) });
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["customers"] }),
  });
  const wrong = useFieldWords(error);

  async function undo({ id, name, phone, email, note, gstin, address, credit_limit }: Customer) {
    await change(id, { name, phone, email, note, gstin, address, ...(isAdmin && { credit_limit }) });
    await queries.invalidateQueries({ queryKey: ["customers"] });
    toast(words.undone);
  }

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const values = Object.fromEntries(
      FIELDS.map((name) => [name, String(form.get(name) ?? "").trim() || null]),
    ) as Values;
    const limit = String(form.get("credit_limit") ?? "").trim();
    const isWrong = limit !== "" && limitOf(limit, places) === null;
    setUnnamed(values.name === null);
    setWrongLimit(isWrong ? limit : null);
    if (isPending || values.name === null || isWrong) return;
    mutate({ ...values, ...(isAdmin && { credit_limit: limit === "" ? null : limitOf(limit, places) }) });
  }

  return (
    <StaffDialog
      title={customer === undefined ? words.newCustomer : words.editCustomer}
      className="form-dialog"
      onClose={onClose}
    >
      <form onSubmit={save} noValidate>
        <div className="form">
          <Field
            label={words.name}
            name="name"
            maxLength={200}
            autoComplete="off"
            defaultValue={customer?.name}
            error={isUnnamed ? words.nameMissing : wrong("/name")}
          />
          <Field
            label={words.phone}
            name="phone"
            type="tel"
            autoComplete="off"
            defaultValue={customer?.phone ?? ""}
            error={wrong("/phone")}
          />
          <Field
            label={words.email}
            name="email"
            type="email"
            autoComplete="off"
            defaultValue={customer?.email ?? ""}
            error={wrong("/email")}
          />
          <Field
            label={words.note}
            name="note"
            autoComplete="off"
            hint={words.noteHint}
            defaultValue={customer?.note ?? ""}
            error={wrong("/note")}
          />
          <Field
            label={words.gstin}
            name="gstin"
            autoComplete="off"
            hint={words.gstinHint}
            defaultValue={customer?.gstin ?? ""}
            error={wrong("/gstin")}
          />
          <TextAreaField
            label={words.address}
            name="address"
            rows={3}
            maxLength={500}
            autoComplete="off"
            defaultValue={customer?.address ?? ""}
            error={wrong("/address")}
          />
          {isAdmin && (
            <Field
              label={accounts.limit}
              name="credit_limit"
              inputMode="decimal"
              autoComplete="off"
              hint={accounts.limitHint}
              defaultValue={customer?.credit_limit ?? ""}
              error={wrongLimit === null ? wrong("/credit_limit") : fault(wrongLimit)}
            />
          )}
          <Refusal error={error} fields={POINTERS} />
        </div>
        <footer>
          <button className="btn go push" type="submit" aria-busy={isPending}>
            {words.save}
          </button>
        </footer>
      </form>
    </StaffDialog>
  );
}

/** Return a limit that coins can pay, or null for a text that is none. */
function limitOf(text: string, places: number): string | null {
  return isTooFine(text, places) ? null : parseDecimal(text.replaceAll(",", ""));
}

function change(customer_id: number, body: Schemas["CustomerUpdate"]): Promise<Customer> {
  return ask(api.PATCH("/api/customers/{customer_id}", { params: { path: { customer_id } }, body }));
}
