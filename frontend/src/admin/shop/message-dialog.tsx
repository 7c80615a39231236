import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { toast } from "../../ui/messages.tsx";
import { Segments } from "../../ui/segments.tsx";
import { useWords } from "../../words/index.tsx";
import { useFieldWords } from "../../words/use-problem-words.ts";
import "./message.css";

const RECEIVERS = ["everybody", "salesperson", "admin", "customer"] as const;

/** Write a message to everybody or to a role. */
export function MessageDialog({ onClose }: { onClose: () => void }) {
  const { officeShop: words, officePeople } = useWords();
  const id = useId();
  const [to, setTo] = useState<(typeof RECEIVERS)[number]>("everybody");
  const [isAsked, setAsked] = useState(false);
  const [title, setTitle] = useState("");
  const [body, setBody] = useState("");
  const sendOnce = useFrozenKey();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (message: Schemas["NotificationCreate"]) =>
      sendOnce(message, (key) =>
        ask(api.POST("/api/notifications", { params: { header: { "Idempotency-Key": key } }, body: message })),
      ),
    onSuccess: () => {
      toast(words.sent);
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["notifications"] }),
  });
  const wrong = useFieldWords(error);
  const bodyError = isAsked && body.trim() === "" ? words.bodyMissing : wrong("/body");

  function send(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (isPending || title.trim() === "" || body.trim() === "") return;
    mutate({ title: title.trim(), body: body.trim(), role: to === "everybody" ? null : to });
  }

  return (
    <StaffDialog title={words.write} className="form-dialog" onClose={onClose}>
      <form onSubmit={send} noValidate>
        <div className="form message-form">
          <Segments
            legend={words.to}
            options={RECEIVERS.map((value) => ({
              value,
              label: value === "everybody" ? words.everybody : officePeople.roles[value],
            }))}
            value={to}
            onChange={setTo}
          />
          <Field
            label={words.title}
            value={title}
            onChange={({ target }) => setTitle(target.value)}
            maxLength={200}
            autoComplete="off"
            error={isAsked && title.trim() === "" ? words.titleMissing : wrong("/title")}
          />
          <div className="field">
            <label htmlFor={id}>{words.body}</label>
            <textarea
              id={id}
              rows={5}
              maxLength={2000}
              dir="auto"
              value={body}
              aria-invalid={bodyError !== undefined || undefined}
              aria-describedby={`${id}-error`}
              onChange={({ target }) => setBody(target.value)}
            />
            <p className="field-error" id={`${id}-error`}>
              {bodyError}
            </p>
          </div>
          <Refusal error={error} fields={["/title", "/body"]} />
        </div>
        <footer>
          <button className="btn go push" type="submit" aria-busy={isPending}>
            {words.send}
          </button>
        </footer>
      </form>
    </StaffDialog>
  );
}
