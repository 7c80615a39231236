import { useState } from "react";
import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";
import { Field } from "../../ui/field.tsx";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { CashFields } from "./cash-fields.tsx";
import { DrawerForm } from "./form.tsx";
import { type Drawer, useDrawerChange } from "./queries.ts";
import { useCash } from "./use-cash.ts";

/** Open a drawer with the cash that is in it. */
export function OpenForm({ onDone }: { onDone: (drawer: Drawer) => void }) {
  const { drawer: words } = useWords();
  const { money } = useFormats();
  const cash = useCash();
  const [name, setName] = useState("");
  const { mutate, isPending, error } = useDrawerChange((body: Schemas["DrawerSessionCreate"], key) =>
    ask(api.POST("/api/drawer-sessions", { params: { header: { "Idempotency-Key": key } }, body })),
  );

  function open() {
    if (cash.amount === null) return;
    const body = {
      opening_float: cash.amount,
      ...(cash.notes !== null && { opening_notes: cash.notes }),
      ...(name.trim() !== "" && { drawer: name.trim() }),
    };
    mutate(body, {
      onSuccess: (drawer) => {
        toast(words.openedWith(money(drawer.opening_float)));
        onDone(drawer);
      },
    });
  }

  return (
    <DrawerForm submit={words.openNow} isPending={isPending} error={error} onSubmit={open}>
      {(isAsked) => (
        <>
          <CashFields label={words.float} cash={cash} isAsked={isAsked} />
          <Field
            label={words.name}
            hint={words.nameHint}
            value={name}
            onChange={(event) => setName(event.target.value)}
            maxLength={200}
            autoComplete="off"
          />
        </>
      )}
    </DrawerForm>
  );
}
