import type { Schemas } from "../../api/types.ts";
import { useWords } from "../../words/index.tsx";
import { ShownOnce } from "../shown-once.tsx";

export interface ShownSecret {
  webhook: Schemas["WebhookWithSecret"];
  /** Whether another secret was there before. */
  isReplaced: boolean;
}

/** Show the secret of an endpoint, this once. */
export function SecretDialog({ shown: { webhook, isReplaced }, onClose }: { shown: ShownSecret; onClose: () => void }) {
  const { officeWebhooks: words } = useWords();
  return (
    <ShownOnce
      title={words.secretTitle}
      label={words.secret}
      value={webhook.secret ?? ""}
      words={words}
      onClose={onClose}
    >
      <p>{words.secretDetail}</p>
      {isReplaced && <p className="soft">{words.secretOverlap}</p>}
    </ShownOnce>
  );
}
