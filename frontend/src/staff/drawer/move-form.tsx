import { useState } from "react";
import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";
import { isSome, parseDecimal } from "../../ui/decimal.ts";
import { Field } from "../../ui/field.tsx";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { isTooFine } from "../../ui/too-fine.ts";
import { useWords } from "../../words/index.tsx";
import { useMoneyFault } from "../use-money-fault.ts";
import { DrawerForm } from "./form.tsx";
import { type Drawer, useDrawerChange } from "./queries.ts";

export type MovementKind = Schemas["DrawerMovementKind"];

/** Put cash into a drawer or take it out, and say why. */
export function MoveForm({ drawer, kind, onDone }: { drawer: Drawer; kind: MovementKind; onDone: () => void }) {
  const { drawer: words } = useWords();
  const { money, places } = useFormats();
  const fault = useMoneyFault(words.amountMissing);
  const [text, setText] = useState("");
  const [reason, setReason] = useState("");
  const read = isTooFine(text, places) ? null : parseDecimal(text);
  const amount = read !== null && isSome(read) ? read : null;
  const { mutate, isPending, error } = useDrawerChange((body: Schemas["DrawerMovementCreate"], key) =>
    ask(
      api.POST("/api/drawer-sessions/{drawer_session_id}/movements", {
        params: { path: { drawer_session_id: drawer.id }, header: { "Idempotency-Key": key } },
        body,
      }),
    ),
  );

  function move() {
    if (amount === null || reason.trim() === "") return;
    mutate(
      { kind, amount, reason: reason.trim() },
      {
        onSuccess: (moved) => {
          toast(words.moved[kind](money(moved.amount)));
          onDone();
        },
      },
    );
  }

  return (
    <DrawerForm submit={words.moveNow[kind]} isPending={isPending} error={error} onSubmit={move}>
      {(isAsked) => (
        <>
          <p className="soft">{words.shouldBeIn(money(drawer.expected))}</p>
          <Field
            label={words.amount}
            value={text}
            onChange={(event) => setText(event.target.value)}
            inputMode="decimal"
            autoComplete="off"
            maxLength={16}
            data-autofocus
            error={isAsked && amount === null ? fault(text) : undefined}
          />
          <Field
            label={words.reason}
            hint={words.reasonHints[kind]}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            maxLength={500}
            autoComplete="off"
            error={isAsked && reason.trim() === "" ? words.reasonMissing : undefined}
          />
        </>
      )}
    </DrawerForm>
  );
}
