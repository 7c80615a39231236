import { useSyncExternalStore } from "react";
import { kept } from "../../remembered.ts";
import { readTicket } from "./stored-ticket.ts";
import type { Ticket } from "./ticket.ts";

/** The open ticket belongs to the device: it survives a reload, a login that ends, and it is the same in every tab. */
const store = kept<Ticket>("counter-ticket-1", readTicket, JSON.stringify);

export const currentTicket = store.get;

export function useTicket(): Ticket {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** Change the ticket. One that was sent does not change until there is an answer. */
export function changeTicket(change: (before: Ticket) => Ticket): void {
  store.change((ticket) => (ticket.sent === null ? change(ticket) : ticket));
}

/** Put another ticket in its place, sent or not. */
export function replaceTicket(next: Ticket): void {
  store.change(() => next);
}
