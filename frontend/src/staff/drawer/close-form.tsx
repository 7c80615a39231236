import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";
import { Decimal } from "../../ui/decimal.ts";
import { Field } from "../../ui/field.tsx";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { CashFields } from "./cash-fields.tsx";
import { Difference } from "./difference.tsx";
import { DrawerForm } from "./form.tsx";
import { type Drawer, drawerQuery, useDrawerChange } from "./queries.ts";
import { useCash } from "./use-cash.ts";

/** Close a drawer with what was counted; the difference is shown while it is typed. */
export function CloseForm({ drawer: asOpened, onDone }: { drawer: Drawer; onDone: (drawer: Drawer) => void }) {
  const { drawer: words } = useWords();
  const { money, places } = useFormats();
  const cash = useCash();
  const [reason, setReason] = useState("");
  // Sales may come in while it is counted.
  const { data: drawer = asOpened } = useQuery({ ...drawerQuery(asOpened.id), initialData: asOpened });
  const difference = cash.amount === null ? null : new Decimal(cash.amount).minus(drawer.expected).toFixed(places);
  const differs = difference !== null && !new Decimal(difference).eq("0");
  const { mutate, isPending, error } = useDrawerChange((body: Schemas["DrawerClose"], key) =>
    ask(
      api.POST("/api/drawer-sessions/{drawer_session_id}/close", {
        params: { path: { drawer_session_id: drawer.id }, header: { "Idempotency-Key": key } },
        body,
      }),
    ),
  );

  function close() {
    if (cash.amount === null || (differs && reason.trim() === "")) return;
    const body = {
      counted: cash.amount,
      ...(cash.notes !== null && { counted_notes: cash.notes }),
      ...(differs && { reason: reason.trim() }),
    };
    mutate(body, {
      onSuccess: (closed) => {
        toast(words.closed);
        onDone(closed);
      },
    });
  }

  return (
    <DrawerForm submit={words.closeNow} isPending={isPending} error={error} onSubmit={close}>
      {(isAsked) => (
        <>
          <CashFields label={words.counted} cash={cash} isAsked={isAsked} />
          <dl className="drawer-sums">
            <div>
              <dt>{words.expected}</dt>
              <dd>{money(drawer.expected)}</dd>
            </div>
            <div aria-live="polite">
              <dt>{words.difference}</dt>
              <dd>{difference === null ? "–" : <Difference amount={difference} />}</dd>
            </div>
          </dl>
          {differs && (
            <Field
              label={words.whyDifferent}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              maxLength={500}
              autoComplete="off"
              error={isAsked && reason.trim() === "" ? words.reasonMissing : undefined}
            />
          )}
        </>
      )}
    </DrawerForm>
  );
}
