import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { Empty, Loading } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { Choice } from "../list/filters.tsx";
import { oneOf } from "../list/one-of.ts";
import { Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { useWanted } from "../list/use-wanted.ts";

const STATES = ["waiting", "delivered", "dead"] as const;

/** What was sent, what waits and what was given up. */
export function Deliveries({ webhooks }: { webhooks: readonly Schemas["WebhookRead"][] }) {
  const { officeWebhooks: words } = useWords();
  const { date, time } = useFormats();
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
  });
  const addressOf = (id: number) => webhooks.find((webhook) => webhook.id === id)?.url ?? String(id);
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
          options={webhooks.map(({ id, url }) => ({ value: String(id), label: url }))}
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
                  {addressOf(of)}
                </span>
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
            cell: ({ state: at, next_attempt_at, attempts }) => (
              <>
                {words.states[at]}
                {at === "waiting" && attempts > 0 && next_attempt_at !== null && (
                  <span className="sub">{words.next(time(next_attempt_at))}</span>
                )}
                {at === "waiting" && next_attempt_at === null && <span className="sub">{words.inLine}</span>}
              </>
            ),
          },
        ]}
        empty={<Empty title={words.noDeliveries} />}
      />
      {opened !== undefined && <Delivery id={opened} onClose={() => setOpened(undefined)} />}
    </section>
  );
}

function Delivery({ id, onClose }: { id: number; onClose: () => void }) {
  const { officeWebhooks: words } = useWords();
  const { date, time } = useFormats();
  const params = { path: { delivery_id: id } };
  const { data, error } = useQuery({
    queryKey: ["webhooks", "delivery", id],
    queryFn: ({ signal }) => ask(api.GET("/api/webhook-deliveries/{delivery_id}", { params, signal })),
  });
  const again = useMutation({
    mutationFn: () => ask(api.POST("/api/webhook-deliveries/{delivery_id}/retry", { params })),
    onSuccess: () => {
      toast(words.sentAgain);
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["webhooks"] }),
  });
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
      <footer>
        <button
          className="btn go push"
          type="button"
          aria-busy={again.isPending}
          onClick={() => again.isPending || again.mutate()}
        >
          {words.again}
        </button>
      </footer>
    </StaffDialog>
  );
}
