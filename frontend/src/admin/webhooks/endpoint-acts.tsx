import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import type { ShownSecret } from "./secret-dialog.tsx";

interface Props {
  webhook: Schemas["WebhookRead"];
  onSecret: (shown: ShownSecret) => void;
  onClose: () => void;
}

/** Enable an endpoint or disable it, give it a new secret, or delete it after a second press. */
export function EndpointActs({ webhook: { id, is_enabled }, onSecret, onClose }: Props) {
  const { officeWebhooks: words } = useWords();
  const [isSure, setSure] = useState(false);
  const params = { path: { webhook_id: id } };
  const after = {
    onSettled: () => queries.invalidateQueries({ queryKey: ["webhooks"] }),
  };
  const turn = useMutation({
    mutationFn: () => ask(api.PATCH("/api/webhooks/{webhook_id}", { params, body: { is_enabled: !is_enabled } })),
    onSuccess: () => {
      toast(is_enabled ? words.disabled : words.enabled);
      onClose();
    },
    ...after,
  });
  const renew = useMutation({
    mutationFn: () => ask(api.POST("/api/webhooks/{webhook_id}/secret", { params })),
    onSuccess: (webhook) => {
      onClose();
      onSecret({ webhook, isReplaced: true });
    },
    ...after,
  });
  const remove = useMutation({
    mutationFn: () => api.DELETE("/api/webhooks/{webhook_id}", { params }),
    onSuccess: () => {
      toast(words.removed);
      onClose();
    },
    ...after,
  });
  const isPending = turn.isPending || renew.isPending || remove.isPending;
  return (
    <div className="webhook-acts">
      <button className="btn" type="button" aria-busy={turn.isPending} onClick={() => isPending || turn.mutate()}>
        {is_enabled ? words.disable : words.enable}
      </button>
      <button className="btn" type="button" aria-busy={renew.isPending} onClick={() => isPending || renew.mutate()}>
        {words.newSecret}
      </button>
      {isSure ? (
        <button
          className="btn danger"
          type="button"
          aria-busy={remove.isPending}
          onClick={() => isPending || remove.mutate()}
        >
          {words.removeSure}
        </button>
      ) : (
        <button className="btn" type="button" onClick={() => setSure(true)}>
          {words.remove}
        </button>
      )}
      <Refusal error={turn.error ?? renew.error ?? remove.error} />
    </div>
  );
}
