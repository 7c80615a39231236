import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ask, newIdempotencyKey } from "../../api/client.ts";
import { asProblem } from "../../api/problems.ts";
import type { Schemas } from "../../api/types.ts";
import { readStored, writeStored } from "../../remembered.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { basketOf, EMPTY_TICKET, type Ticket, type TicketLine } from "../ticket/ticket.ts";
import { currentTicket, replaceTicket } from "../ticket/ticket-store.ts";

export type HeldTicket = Schemas["HeldTicketSummary"];
type TakenUp = Schemas["HeldTicketRead"];

const TAKING_UP = "counter-take-up";
const EVERY_HALF_MINUTE = 30_000;

const holdsQuery = queryOptions({
  queryKey: ["tickets"],
  queryFn: () => ask(api.GET("/api/tickets", { params: { query: { limit: 20 } } })),
  refetchInterval: EVERY_HALF_MINUTE,
});

/** The tickets that wait on the server, for any till to take up. */
export function useHolds() {
  const queries = useQueryClient();
  const { data } = useQuery(holdsQuery);
  const once = useFrozenKey();
  const onSettled = () => queries.invalidateQueries({ queryKey: ["tickets"] });
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
    onSuccess: () => replaceTicket(EMPTY_TICKET),
    onSettled,
  });
  const takeUp = useMutation({
    mutationFn: async (held: HeldTicket) => {
      const taken = await take(held.id);
      return ticketOf(taken, held);
    },
    onSuccess: replaceTicket,
    onSettled,
  });
  return { held: data?.items ?? [], hold, takeUp };
}

/** Take a ticket up with a key that outlives the page: a ticket whose reply was lost is not lost with it. */
async function take(id: number): Promise<TakenUp> {
  const stored = readStored(`${TAKING_UP}-${id}`);
  const key = stored ?? newIdempotencyKey();
  writeStored(`${TAKING_UP}-${id}`, key);
  try {
    const taken = await ask(
      api.POST("/api/tickets/{ticket_id}/take-up", {
        params: { path: { ticket_id: id }, header: { "Idempotency-Key": key } },
      }),
    );
    writeStored(`${TAKING_UP}-${id}`, null);
    return taken;
  } catch (error) {
    if (!asProblem(error).isPassing) writeStored(`${TAKING_UP}-${id}`, null);
    throw error;
  }
}

async function ticketOf(taken: TakenUp, held: HeldTicket): Promise<Ticket> {
  const lines = await Promise.all(
    taken.lines.map(
      async ({ sweet_id, quantity, discount }): Promise<TicketLine> => ({
        sweet: await ask(api.GET("/api/sweets/{sweet_id}", { params: { path: { sweet_id } } })),
        quantity,
        discount,
      }),
    ),
  );
  const customer =
    taken.customer_id === null ? null : { id: taken.customer_id, name: held.customer_name ?? "", phone: null };
  return { ...EMPTY_TICKET, lines, discount: taken.discount, customer };
}
