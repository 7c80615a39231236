import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { limitsQuery } from "../../staff/limits.ts";
import { tenderName } from "../../staff/sales/tender.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { useMoneyFault } from "../../staff/use-money-fault.ts";
import { Decimal, parseDecimal } from "../../ui/decimal.ts";
import { Field } from "../../ui/field.tsx";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { Segments } from "../../ui/segments.tsx";
import { isTooFine } from "../../ui/too-fine.ts";
import { useWords } from "../../words/index.tsx";
import { useFieldWords } from "../../words/use-problem-words.ts";
import { withoutSign } from "./balance.tsx";

type Customer = Schemas["CustomerRead"];
type Kind = Schemas["AccountPaymentKind"];

const TENDERS = ["cash", "upi", "card"] as const;
const POINTERS = ["/amount", "/tender", "/reference", "/note"];

/** Takes money on an account, all that is owed, a part or in advance; or gives some back. */
export function PaymentDialog({ customer, kind, onClose }: { customer: Customer; kind: Kind; onClose: () => void }) {
  const { officeAccounts: words, counter } = useWords();
  const { money, places } = useFormats();
  const { data: limits } = useQuery(limitsQuery);
  const tenders = [...TENDERS, ...(limits?.other_tenders ?? [])];
  const send = useFrozenKey();
  const fault = useMoneyFault(words.amountMissing);
  const isPayback = kind === "payback";
  const isOwed = isPayback ? customer.balance.startsWith("-") : /^[^-]*[1-9]/.test(customer.balance);
  const [text, setText] = useState(isOwed ? withoutSign(customer.balance) : "");
  const [tender, setTender] = useState<string>("cash");
  const [isAsked, setAsked] = useState(false);
  const amount = amountOf(text, places);
  const { mutate, isPending, error } = useMutation({
    mutationFn: (body: Schemas["AccountPaymentCreate"]) =>
      send(body, (key) =>
        ask(
          api.POST("/api/customers/{customer_id}/account/payments", {
            params: { path: { customer_id: customer.id }, header: { "Idempotency-Key": key } },
            body,
          }),
        ),
      ),
    onSuccess: (entry) => {
      onClose();
      toast((isPayback ? words.gaveBack : words.taken)(money(withoutSign(entry.amount))));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["customers"] }),
  });
  const wrong = useFieldWords(error);

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setAsked(true);
    if (isPending || amount === null) return;
    const form = new FormData(event.currentTarget);
    const textOf = (name: string) => String(form.get(name) ?? "").trim() || null;
    mutate({ kind, tender, amount, reference: textOf("reference"), note: textOf("note") });
  }

  return (
    <StaffDialog
      title={isPayback ? words.giveBack : words.take}
      aside={<span dir="auto">{customer.name}</span>}
      className="form-dialog"
      onClose={onClose}
    >
      <form onSubmit={save} noValidate>
        <div className="form">
          <Field
            label={words.amount}
            inputMode="decimal"
            autoComplete="off"
            value={text}
            hint={amount !== null && <After customer={customer} amount={amount} isPayback={isPayback} />}
            error={isAsked && amount === null ? fault(text) : wrong("/amount")}
            onChange={(event) => setText(event.target.value)}
          />
          <div>
            <p className="form-legend">{isPayback ? words.backTender : words.tender}</p>
            <Segments
              legend={isPayback ? words.backTender : words.tender}
              options={tenders.map((value) => ({ value, label: tenderName(counter.tenders, value) }))}
              value={tender}
              onChange={setTender}
            />
          </div>
          {tender !== "cash" && (
            <Field
              label={words.reference}
              name="reference"
              maxLength={64}
              autoComplete="off"
              hint={words.referenceHint}
              error={wrong("/reference")}
            />
          )}
          <Field
            label={words.note}
            name="note"
            maxLength={500}
            autoComplete="off"
            hint={isPayback && isAbove(customer, amount) ? words.noteForMore : words.noteHint}
            error={wrong("/note")}
          />
          <Refusal error={error} fields={POINTERS} />
        </div>
        <footer>
          <button className="btn go push" type="submit" aria-busy={isPending}>
            {isPayback ? words.giveBackNow : words.takeNow}
          </button>
        </footer>
      </form>
    </StaffDialog>
  );
}

/** What the customer owes after it. */
function After({ customer, amount, isPayback }: { customer: Customer; amount: string; isPayback: boolean }) {
  const { officeAccounts: words } = useWords();
  const { money } = useFormats();
  const balance = new Decimal(customer.balance);
  const after = isPayback ? balance.plus(amount) : balance.minus(amount);
  if (after.eq("0")) return words.settledAfter;
  return (after.lt("0") ? words.inAdvanceAfter : words.owesAfter)(money(after.abs().toFixed()));
}

function isAbove({ balance }: Customer, amount: string | null): boolean {
  return amount !== null && new Decimal(balance).plus(amount).gt("0");
}

/** Return an amount above nothing that coins can pay, or null. */
function amountOf(text: string, places: number): string | null {
  if (isTooFine(text, places)) return null;
  const amount = parseDecimal(text.replaceAll(",", ""));
  return amount !== null && new Decimal(amount).gt("0") ? amount : null;
}
