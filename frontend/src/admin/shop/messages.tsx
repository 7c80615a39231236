import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { Choice } from "../list/filters.tsx";
import { oneOf } from "../list/one-of.ts";
import { Table } from "../list/table.tsx";
import { useList } from "../list/use-list.ts";
import { said, useWanted } from "../list/use-wanted.ts";
import { MessageDialog } from "./message-dialog.tsx";
import { ShopRoom } from "./room.tsx";

const KINDS = ["message", "stock", "expiry", "order"] as const;

/** What the shop and its admins tell the one who looks, and the way to tell others. */
export default function Messages() {
  const { officeShop: words, officePeople } = useWords();
  const { date, time } = useFormats();
  const say = useProblemWords();
  const [wanted, want] = useWanted(["kind", "unread"]);
  const [isWriting, setWriting] = useState(false);
  const { kind, unread, sort } = wanted;
  const list = useList({
    key: ["notifications", "list", wanted],
    load: (page, signal) => {
      const query = {
        ...page,
        ...said({ sort }),
        ...oneOf("kind", kind, KINDS),
        ...(unread !== "" && { unread: unread === "true" }),
      };
      return ask(api.GET("/api/notifications", { params: { query }, signal }));
    },
  });
  const { mutate: markRead, isPending } = useMutation({
    mutationFn: (id: number | null) =>
      id === null
        ? api.POST("/api/notifications/read")
        : api.POST("/api/notifications/{notification_id}/read", { params: { path: { notification_id: id } } }),
    onSuccess: (_, id) => id === null && toast(words.allRead),
    onError: (error) => toast(say(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: ["notifications"] }),
  });
  return (
    <>
      <ShopRoom title={words.messages}>
        <button className="btn" type="button" aria-busy={isPending} onClick={() => isPending || markRead(null)}>
          {words.markAllRead}
        </button>
        <button className="btn go" type="button" onClick={() => setWriting(true)}>
          <StaffIcon name="plus" /> {words.write}
        </button>
      </ShopRoom>
      <div className="bar">
        <Choice
          label={words.kind}
          value={kind}
          options={KINDS.map((value) => ({ value, label: words.messageKinds[value] }))}
          onChange={(value) => want({ kind: value })}
        />
        <Choice
          label={words.state}
          value={unread}
          options={[
            { value: "true", label: words.unread },
            { value: "false", label: words.read },
          ]}
          onChange={(value) => want({ unread: value })}
        />
      </div>
      <Table
        caption={words.messages}
        list={list}
        keyOf={({ id }) => id}
        columns={[
          {
            head: words.title,
            cell: ({ title, body, created_at }) => (
              <>
                <span dir="auto">{title}</span>
                <span className="sub" dir="auto">
                  {body}
                </span>
                <span className="sub on-phone">
                  {date(created_at)}, {time(created_at)}
                </span>
              </>
            ),
          },
          {
            head: words.to,
            leaves: "phone",
            cell: ({ roles }) => roles.map((role) => officePeople.roles[role]).join(", ") || words.toYou,
          },
          {
            head: words.started,
            sort: "created_at",
            isFigure: true,
            leaves: "phone",
            cell: ({ created_at }) => (
              <span className="soft">
                {date(created_at)} <span className="sub">{time(created_at)}</span>
              </span>
            ),
          },
          {
            head: words.state,
            isFigure: true,
            cell: ({ id, read_at }) =>
              read_at === null ? (
                <button className="btn" type="button" onClick={() => markRead(id)}>
                  {words.markRead}
                </button>
              ) : (
                <span className="soft">{words.read}</span>
              ),
          },
        ]}
        sort={sort || "-created_at"}
        onSort={(name) => want({ sort: name })}
        empty={<Empty title={words.noMessages} />}
      />
      {isWriting && <MessageDialog onClose={() => setWriting(false)} />}
    </>
  );
}
