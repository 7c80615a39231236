import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { useShop } from "../../ui/shop.tsx";
import { Empty, Loading } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { Choice } from "../list/filters.tsx";
import { oneOf } from "../list/one-of.ts";
import { Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { useWanted } from "../list/use-wanted.ts";
import { askAgainIn, heldBy } from "./awaited.ts";

type Webhook = Schemas["WebhookRead"];

const STATES = ["waiting", "delivered", "dead"] as const;

/** What was sent, what waits and what was given up. */
export function Deliveries({ webhooks }: { webhooks: readonly Webhook[] | undefined }) {
  const { officeWebhooks: words } = useWords();
  const { date, time } = useFormats();
  const { today } = useShop();
  const [wanted, want] = useWanted(["webhook_id", "state"]);
  const [opened, setOpened] = useState<number>();
  const { webhook_id, state } = wanted;
  const list = useList({
    key: ["webhooks", "deliveries", wanted],
    load: (page, signal) => {
      const query = {
        ...page,
        ...oneOf("state", state, STATES),
        ...(/^[1-9]\d*$/.test(webhook_id) && { webhook_id: Number(webhook_id) }),
      };
      return ask(api.GET("/api/webhook-deliveries", { params: { query }, signal }));
    },
    againIn: (rows) => askAgainIn(rows, webhooks, Date.now()),
  });
  const isGone = list.rows?.some((delivery) => hasDisabled(delivery, webhooks)) ?? false;
  useEffect(() => {
    if (isGone) void queries.invalidateQueries({ queryKey: ["webhooks", "list"] });
  }, [isGone]);
  function whyWaiting(held: ReturnType<typeof heldBy>, attempts: number, next: string | null) {
    if (held !== undefined) return words.held[held];
    if (next === null) return words.inLine;
    if (attempts === 0) return undefined;
    return words.next(date(next) === date(today) ? time(next) : `${date(next)}, ${time(next)}`);
  }
  return (
    <section className="webhook-deliveries">
      <h2>{words.deliveries}</h2>
      <div className="bar">
        <Choice
          label={words.state}
          value={state}
          options={STATES.map((value) => ({ value, label: words.states[value] }))}
          onChange={(value) => want({ state: value })}
        />
        <Choice
          label={words.endpoint}
          value={webhook_id}
          options={(webhooks ?? []).map(({ id, url }) => ({ value: String(id), label: url }))}
          areLoaded
          onChange={(value) => want({ webhook_id: value })}
        />
      </div>
      <Table
        caption={words.deliveries}
        list={list}
        keyOf={({ id }) => id}
        columns={[
          {
            head: words.event,
            cell: ({ id, type, subject, webhook_id: of }) => (
              <>
                <button className="link" type="button" onClick={() => setOpened(id)}>
                  {words.events[type] ?? type}
                </button>
                <span className="sub" dir="ltr">
                  {type === "ping" ? "" : `${subject} `}
                  {webhooks?.find((webhook) => webhook.id === of)?.url}
                </span>
                {heldBy(of, webhooks) === "deleted" && <span className="sub">{words.deletedEndpoint}</span>}
              </>
            ),
          },
          { head: words.tries, isFigure: true, leaves: "phone", cell: ({ attempts }) => attempts },
          {
            head: words.answer,
            leaves: "tablet",
            cell: ({ last_status, last_error, attempts }) =>
              attempts === 0 ? "" : (last_status ?? last_error ?? words.noAnswer),
          },
          {
            head: words.when,
            isFigure: true,
            leaves: "phone",
            cell: ({ created_at }) => `${date(created_at)}, ${time(created_at)}`,
          },
          {
            head: words.state,
            isFigure: true,
            cell: ({ state: at, webhook_id: of, next_attempt_at, attempts }) => (
              <>
                {words.states[at]}
                {at === "waiting" && (
                  <span className="sub">{whyWaiting(heldBy(of, webhooks), attempts, next_attempt_at)}</span>
                )}
              </>
            ),
          },
        ]}
        empty={<Empty title={words.noDeliveries} />}
      />
      {opened !== undefined && <Delivery id={opened} webhooks={webhooks} onClose={() => setOpened(undefined)} />}
    </section>
  );
}

/** Whether an endpoint that is shown as enabled answered 410 since, for which the shop disabled it. */
function hasDisabled(delivery: Schemas["WebhookDeliveryRead"], webhooks: readonly Webhook[] | undefined): boolean {
  const { webhook_id, last_status, finished_at } = delivery;
  const webhook = webhooks?.find(({ id }) => id === webhook_id);
  if (last_status !== 410 || finished_at === null || webhook === undefined || !webhook.is_enabled) return false;
  return Date.parse(finished_at) > Date.parse(webhook.updated_at);
}

interface Opened {
  id: number;
  webhooks: readonly Webhook[] | undefined;
  onClose: () => void;
}

function Delivery({ id, webhooks, onClose }: Opened) {
  const { officeWebhooks: words } = useWords();
  const { date, time } = useFormats();
  const params = { path: { delivery_id: id } };
  const { data, error } = useQuery({
    queryKey: ["webhooks", "delivery", id],
    queryFn: ({ signal }) => ask(api.GET("/api/webhook-deliveries/{delivery_id}", { params, signal })),
    refetchInterval: ({ state }) => state.data !== undefined && askAgainIn([state.data], webhooks, Date.now()),
  });
  const again = useMutation({
    mutationFn: () => ask(api.POST("/api/webhook-deliveries/{delivery_id}/retry", { params })),
    onSuccess: () => {
      toast(words.sentAgain);
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  const held = data && heldBy(data.webhook_id, webhooks);
  return (
    <StaffDialog
      title={data === undefined ? words.deliveries : (words.events[data.type] ?? data.type)}
      className="form-dialog"
      onClose={onClose}
    >
      <div className="form">
        {data === undefined ? (
          <Loading />
        ) : (
          <>
            <p className="soft webhook-id" dir="ltr">
              {data.message_id}
            </p>
            <ol className="webhook-tries" aria-label={words.tries}>
              {data.tries.map((one) => (
                <li key={one.tried_at}>
                  {date(one.tried_at)}, {time(one.tried_at)} · <b>{one.status ?? words.noAnswer}</b>
                  <span className="sub" dir="auto">
                    {one.error ?? one.answer}
                  </span>
                </li>
              ))}
            </ol>
            <h3>{words.payload}</h3>
            {data.payload === null ? (
              <p className="soft">{words.notYet}</p>
            ) : (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
              <section className="webhook-payload" dir="ltr" tabIndex={0} aria-label={words.payload}>
                <pre>{JSON.stringify(JSON.parse(data.payload), null, 2)}</pre>
              </section>
            )}
          </>
        )}
        <Refusal error={error ?? again.error} />
      </div>
      {held !== "deleted" && (
        <footer>
          {held === "disabled" ? (
            <p className="soft">{words.enableFirst}</p>
          ) : (
            <button
              className="btn go push"
              type="button"
              aria-busy={again.isPending}
              onClick={() => again.isPending || again.mutate()}
            >
              {words.again}
            </button>
          )}
        </footer>
      )}
    </StaffDialog>
  );
}
