import { useRef } from "react";
import type { Schemas } from "../../api/types.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";

export interface ShownSecret {
  webhook: Schemas["WebhookWithSecret"];
  /** Whether another secret was there before. */
  isReplaced: boolean;
}

/** Show the secret of an endpoint, this once. */
export function SecretDialog({ shown: { webhook, isReplaced }, onClose }: { shown: ShownSecret; onClose: () => void }) {
  const { officeWebhooks: words } = useWords();
  const field = useRef<HTMLInputElement>(null);
  const secret = webhook.secret ?? "";

  function copy() {
    field.current?.select();
    // Browsers have a clipboard on https only; the selected secret can be copied by hand.
    void navigator.clipboard?.writeText(secret).then(() => toast(words.copied));
  }

  return (
    <StaffDialog title={words.secretTitle} className="form-dialog" onClose={onClose}>
      <div className="form">
        <p>{words.secretDetail}</p>
        <Field
          label={words.secret}
          ref={field}
          value={secret}
          readOnly
          dir="ltr"
          onFocus={(event) => event.target.select()}
        />
        {isReplaced && <p className="soft">{words.secretOverlap}</p>}
      </div>
      <footer>
        <button className="btn" type="button" onClick={copy}>
          {words.copy}
        </button>
        <button className="btn go push" type="button" onClick={onClose}>
          {words.done}
        </button>
      </footer>
    </StaffDialog>
  );
}
