import { type FormEvent, useState } from "react";
import { api, ask } from "../../api/client.ts";
import type { Sale } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { useUndo } from "./use-undo.ts";
import "./undo.css";
import { usePayProblemWords } from "../pay/use-pay-problem-words.ts";
import { amountsByTender, isDue } from "./tender.ts";

/** Undo a whole sale, and say why. */
export function VoidForm({ sale, onDone }: { sale: Sale; onDone: () => void }) {
  const { counter: words, pay } = useWords();
  const say = usePayProblemWords();
  const { money } = useFormats();
  const [reason, setReason] = useState("");
  const [isAsked, setAsked] = useState(false);
  const { mutate, isPending, error } = useUndo((body: { reason: string }, key) =>
    ask(
      api.POST("/api/sales/{sale_id}/void", {
        params: { path: { sale_id: sale.id }, header: { "Idempotency-Key": key } },
        body,
      }),
    ),
  );

  const parts = amountsByTender(words.tenders, sale.payments, money);
  const back = parts === "" ? pay.voidNothing : pay.voidBack(parts);

  function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (isPending || reason.trim() === "") return;
    mutate(
      { reason: reason.trim() },
      {
        onSuccess: () => {
          toast(`${words.voidDone(sale.number)} ${back}`);
          onDone();
        },
      },
    );
  }

  return (
    <form className="undo" onSubmit={submit} noValidate>
      <h3>{words.voidTitle(sale.number)}</h3>
      <p>{isDue(sale) ? words.voidUnpaid : words.voidDetail}</p>
      <p>
        <b>{back}</b>
      </p>
      <Field
        label={words.undoReason}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        maxLength={500}
        autoComplete="off"
        autoFocus
        error={isAsked && reason.trim() === "" ? words.reasonMissing : undefined}
      />
      {error !== null && (
        <p className="wrong" role="alert">
          {say(error)}
        </p>
      )}
      <div className="sale-acts">
        <Button look="line" onClick={onDone}>
          {words.goBack}
        </Button>
        <Button type="submit" aria-busy={isPending}>
          {words.voidNow(money(sale.amount_due))}
        </Button>
      </div>
    </form>
  );
}
