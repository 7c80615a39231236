import { useSyncExternalStore } from "react";
import { kept } from "../../remembered.ts";
import { EMPTY_TICKET, type Ticket } from "./ticket.ts";

/** The open ticket belongs to the device: it survives a reload, a login that ends, and it is the same in every tab. */
const store = kept<Ticket>("counter-ticket-1", parse, JSON.stringify);

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

function parse(text: string | null): Ticket {
  if (text === null) return EMPTY_TICKET;
  try {
    const stored: unknown = JSON.parse(text);
    return isTicket(stored) ? stored : EMPTY_TICKET;
  } catch {
    return EMPTY_TICKET;
  }
}

function isTicket(stored: unknown): stored is Ticket {
  return typeof stored === "object" && stored !== null && "lines" in stored && Array.isArray(stored.lines);
}
