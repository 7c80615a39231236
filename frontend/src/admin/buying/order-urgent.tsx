import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { api, ask } from "../../api/client.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { officeAddresses } from "../places.ts";
import { useUndo } from "../use-undo.ts";
import { linesOfAdvice } from "./advised-lines.ts";
import { isRight, orderedLines } from "./draft-lines.ts";
import { type Advice, keepOrder, type Terms, urgentQuery } from "./queries.ts";

interface Group {
  id: number;
  name: string;
  urgent: Advice[];
}

/** What is urgent by supplier: one press drafts the order. */
export function OrderUrgent({ terms }: { terms: Terms }) {
  const { advice: words } = useWords();
  const { data } = useQuery(urgentQuery(terms));
  const { order, isPending } = useOrderAll();
  const groups = groupsOf(data ?? []);
  if (groups.length === 0) return null;
  return (
    <section className="sheet urgent" aria-label={words.urgentFrom}>
      <header>
        <h2>{words.urgentFrom}</h2>
      </header>
      <ul>
        {groups.map((group) => (
          <li key={group.id}>
            <b dir="auto">{group.name}</b>
            <span className="soft">{words.urgentSweets(group.urgent.length)}</span>
            <button
              className="btn"
              type="button"
              aria-label={words.orderAllOf(group.urgent.length, group.name)}
              aria-busy={isPending}
              onClick={() => isPending || order(group)}
            >
              {words.orderAll(group.urgent.length)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function groupsOf(urgent: readonly Advice[]): Group[] {
  const groups = new Map<number, Group>();
  for (const advice of urgent) {
    if (advice.supplier_id === null || advice.supplier_name === null) continue;
    const group = groups.get(advice.supplier_id);
    if (group !== undefined) group.urgent.push(advice);
    else groups.set(advice.supplier_id, { id: advice.supplier_id, name: advice.supplier_name, urgent: [advice] });
  }
  return [...groups.values()];
}

function useOrderAll() {
  const { advice: words } = useWords();
  const { places } = useFormats();
  const say = useProblemWords();
  const navigate = useNavigate();
  const undo = useUndo();
  const send = useFrozenKey();
  const { mutate, isPending } = useMutation({
    mutationFn: async ({ id, urgent }: Group) => {
      const lines = await linesOfAdvice(urgent, places, () => 0);
      const unknown = lines.filter((line) => !isRight(line)).length;
      const known = lines.map((line) => (isRight(line) ? line : { ...line, cost: "0" }));
      const body = { supplier_id: id, lines: orderedLines(known), receive: false };
      const order = await send(body, (key) =>
        ask(api.POST("/api/purchases", { params: { header: { "Idempotency-Key": key } }, body })),
      );
      return { order, unknown };
    },
    onSuccess: ({ order, unknown }) => {
      keepOrder(order);
      const { id: order_id, number, lines } = order;
      undo(unknown > 0 ? words.costUnknown(number, unknown) : words.drafted(number, lines.length), () =>
        ask(api.POST("/api/purchases/{order_id}/cancel", { params: { path: { order_id } } })),
      );
      void navigate(officeAddresses.order(order_id));
    },
    onError: (error) => toast(say(error)),
  });
  return { order: mutate, isPending };
}
