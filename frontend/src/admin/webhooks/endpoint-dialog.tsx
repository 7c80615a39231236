import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
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
import { EndpointActs } from "./endpoint-acts.tsx";
import type { ShownSecret } from "./secret-dialog.tsx";

const EVENTS = [
  ...(["sale.created", "sale.paid", "sale.refunded", "sale.voided"] as const),
  ...(["stock.changed", "stock.low", "order.ready"] as const),
];
const POINTERS = ["/url", "/events", "/description"];

interface Props {
  /** The endpoint that is changed; a new one without. */
  webhook: Schemas["WebhookRead"] | undefined;
  onSecret: (shown: ShownSecret) => void;
  onClose: () => void;
}

/** Add an endpoint, or change one. */
export function EndpointDialog({ webhook, onSecret, onClose }: Props) {
  const { officeWebhooks: words } = useWords();
  const once = useFrozenKey();
  const [faults, setFaults] = useState({ url: false, events: false });
  const { mutate, isPending, error } = useMutation({
    mutationFn: async (body: Schemas["WebhookCreate"]) => {
      if (webhook === undefined) {
        return once(body, (key) =>
          ask(api.POST("/api/webhooks", { params: { header: { "Idempotency-Key": key } }, body })),
        );
      }
      await ask(api.PATCH("/api/webhooks/{webhook_id}", { params: { path: { webhook_id: webhook.id } }, body }));
      return undefined;
    },
    onSuccess: (added) => {
      onClose();
      if (added === undefined) toast(words.saved);
      else onSecret({ webhook: added, isReplaced: false });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  const wrong = useFieldWords(error);

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const url = String(form.get("url")).trim();
    const events = EVENTS.filter((name) => form.has(name));
    const found = { url: url === "", events: events.length === 0 };
    setFaults(found);
    if (isPending || found.url || found.events) return;
    mutate({ url, events, description: String(form.get("description")).trim() || null });
  }

  return (
    <StaffDialog title={webhook === undefined ? words.newOne : words.editOne} className="form-dialog" onClose={onClose}>
      <form onSubmit={save} noValidate>
        <div className="form">
          <Field
            label={words.address}
            name="url"
            type="url"
            maxLength={2000}
            autoComplete="off"
            dir="ltr"
            hint={words.addressHint}
            defaultValue={webhook?.url}
            error={faults.url ? words.addressMissing : wrong("/url")}
          />
          <Field
            label={words.description}
            name="description"
            maxLength={500}
            autoComplete="off"
            dir="auto"
            defaultValue={webhook?.description ?? ""}
            error={wrong("/description")}
          />
          <fieldset className="webhook-events">
            <legend className="form-legend">{words.told}</legend>
            {EVENTS.map((name) => (
              <label key={name}>
                <input type="checkbox" name={name} defaultChecked={webhook?.events.includes(name) ?? true} />
                {words.events[name]}
              </label>
            ))}
            {faults.events && <p className="field-error">{words.toldMissing}</p>}
          </fieldset>
          <Refusal error={error} fields={POINTERS} />
          {webhook !== undefined && <EndpointActs webhook={webhook} onSecret={onSecret} onClose={onClose} />}
        </div>
        <footer>
          <button className="btn go push" type="submit" aria-busy={isPending}>
            {webhook === undefined ? words.add : words.save}
          </button>
        </footer>
      </form>
    </StaffDialog>
  );
}
