import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { api, ask } from "../../api/client.ts";
import { asProblem } from "../../api/problems.ts";
import type { Schemas } from "../../api/types.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { basketOf, EMPTY_TICKET, type Ticket, type TicketLine } from "../ticket/ticket.ts";
import { changeTicket, currentTicket } from "../ticket/ticket-store.ts";
import { beginTakingUp, currentTakingUp, endTakingUp, type HeldTicket, subscribeTakingUp } from "./taking-up.ts";

type TakenUp = Schemas["HeldTicketRead"];

const EVERY_HALF_MINUTE = 30_000;

const holdsQuery = queryOptions({
  queryKey: ["tickets"],
  queryFn: () => ask(api.GET("/api/tickets", { params: { query: { limit: 100 } } })),
  refetchInterval: EVERY_HALF_MINUTE,
});

/** The tickets that wait on the server, for any till to take up. */
export function useHolds() {
  const words = useWords().counter;
  const queries = useQueryClient();
  const { data } = useQuery(holdsQuery);
  const takingUp = useSyncExternalStore(subscribeTakingUp, currentTakingUp);
  const once = useFrozenKey();
  // Nobody waits for the list: the next key belongs to the next ticket already.
  const onSettled = () => void queries.invalidateQueries({ queryKey: ["tickets"] });
  const hold = useMutation({
    mutationFn: (title: string) => {
      const { customer, ...ticket } = currentTicket();
      const body = {
        ...basketOf({ ...ticket, customer }),
        ...(title !== "" && { title }),
        ...(customer !== null && { customer_id: customer.id }),
      };
      return once(body, (key) =>
        ask(api.POST("/api/tickets", { params: { header: { "Idempotency-Key": key } }, body })),
      );
    },
    onSuccess: () => changeTicket(() => EMPTY_TICKET),
    onSettled,
  });
  const takeUp = useMutation({
    mutationFn: async (held: HeldTicket) => {
      // The open ticket waits in its place.
      const open = currentTicket();
      if (open.lines.length > 0) await hold.mutateAsync(open.customer?.name ?? "");
      const { ticket, lacksSweets } = await take(held);
      changeTicket(() => ticket);
      endTakingUp(held);
      if (lacksSweets) toast(words.sweetsGone);
    },
    onError: (error, held) => {
      if (!asProblem(error).isPassing) endTakingUp(held);
    },
    onSettled,
  });
  const discard = useMutation({
    mutationFn: async ({ id }: HeldTicket) => {
      await ask(api.DELETE("/api/tickets/{ticket_id}", { params: { path: { ticket_id: id } } }));
    },
    onSettled,
  });
  const listed = data?.items ?? [];
  const isListed = ({ id }: HeldTicket) => listed.some((one) => one.id === id);
  const held = [...takingUp.map((one) => one.held).filter((one) => !isListed(one)), ...listed];
  return { held, hold, takeUp, discard };
}

/** Take a ticket up, and read its sweets. Until both are here, it stays in sight and asks with the same key again. */
async function take(held: HeldTicket): Promise<{ ticket: Ticket; lacksSweets: boolean }> {
  const taken = await ask(
    api.POST("/api/tickets/{ticket_id}/take-up", {
      params: { path: { ticket_id: held.id }, header: { "Idempotency-Key": beginTakingUp(held) } },
    }),
  );
  const lines = (await Promise.all(taken.lines.map(lineOf))).filter((line) => line !== null);
  const customer =
    taken.customer_id === null ? null : { id: taken.customer_id, name: held.customer_name ?? "", phone: null };
  return {
    ticket: { ...EMPTY_TICKET, lines, discount: taken.discount, customer },
    lacksSweets: lines.length < taken.lines.length,
  };
}

/** A line with its sweet, or null if that was deleted since. */
async function lineOf({ sweet_id, quantity, discount }: TakenUp["lines"][number]): Promise<TicketLine | null> {
  try {
    const sweet = await ask(api.GET("/api/sweets/{sweet_id}", { params: { path: { sweet_id } } }));
    return { sweet, quantity, discount };
  } catch (error) {
    if (asProblem(error).status === 404) return null;
    throw error;
  }
}
