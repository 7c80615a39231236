import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { toast } from "../../ui/messages.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { ShopRoom } from "../shop/room.tsx";
import { Deliveries } from "./deliveries.tsx";
import { EndpointDialog } from "./endpoint-dialog.tsx";
import { SecretDialog, type ShownSecret } from "./secret-dialog.tsx";
import "./webhooks.css";

type Webhook = Schemas["WebhookRead"];

/** The endpoints that are told of events, and what became of each delivery. */
export default function Webhooks() {
  const { officeWebhooks: words } = useWords();
  const [open, setOpen] = useState<"new" | Webhook>();
  const [secret, setSecret] = useState<ShownSecret>();
  const list = useList({
    key: ["webhooks", "list"],
    load: (page, signal) => ask(api.GET("/api/webhooks", { params: { query: page }, signal })),
  });
  return (
    <>
      <ShopRoom title={words.title}>
        <button className="btn go" type="button" onClick={() => setOpen("new")}>
          <StaffIcon name="plus" /> {words.add}
        </button>
      </ShopRoom>
      <p className="soft webhooks-about">{words.about}</p>
      <Table
        caption={words.endpoints}
        list={list}
        keyOf={({ id }) => id}
        columns={[
          {
            head: words.address,
            cell: ({ url, description, events }) => (
              <>
                <span className="webhook-url" dir="ltr">
                  {url}
                </span>
                {description !== null && (
                  <span className="sub" dir="auto">
                    {description}
                  </span>
                )}
                <span className="sub">{events.map((event) => words.events[event]).join(", ")}</span>
              </>
            ),
          },
          {
            head: words.state,
            cell: ({ is_enabled, gone_at }) =>
              is_enabled ? words.on : <span className="soft">{gone_at === null ? words.off : words.gone}</span>,
          },
          {
            head: words.change,
            isFigure: true,
            cell: (webhook) => <Acts webhook={webhook} onChange={() => setOpen(webhook)} />,
          },
        ]}
        empty={<Empty title={words.none} />}
      />
      <Deliveries webhooks={list.rows} />
      {open !== undefined && (
        <EndpointDialog
          webhook={open === "new" ? undefined : open}
          onSecret={setSecret}
          onClose={() => setOpen(undefined)}
        />
      )}
      {secret !== undefined && <SecretDialog shown={secret} onClose={() => setSecret(undefined)} />}
    </>
  );
}

function Acts({ webhook: { id, is_enabled }, onChange }: { webhook: Webhook; onChange: () => void }) {
  const { officeWebhooks: words } = useWords();
  const say = useProblemWords();
  const { mutate, isPending } = useMutation({
    mutationFn: () => ask(api.POST("/api/webhooks/{webhook_id}/test", { params: { path: { webhook_id: id } } })),
    onSuccess: () => toast(words.tested),
    onError: (error) => toast(say(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  return (
    <span className="webhook-acts">
      {is_enabled && (
        <button className="btn" type="button" aria-busy={isPending} onClick={() => isPending || mutate()}>
          {words.test}
        </button>
      )}
      <button className="btn" type="button" onClick={onChange}>
        {words.change}
      </button>
    </span>
  );
}
