import { useSyncExternalStore } from "react";
import { readStored, writeStored } from "../../remembered.ts";
import { EMPTY_TICKET, type Ticket } from "./ticket.ts";

/** The open ticket belongs to the device: it survives a reload, a login that ends, and it is the same in every tab. */
const KEY = "counter-ticket-1";
const listeners = new Set<() => void>();
let ticket = parse(readStored(KEY));

window.addEventListener("storage", (event) => {
  if (event.key !== KEY) return;
  ticket = parse(event.newValue);
  for (const listener of listeners) listener();
});

export function currentTicket(): Ticket {
  return ticket;
}

export function useTicket(): Ticket {
  return useSyncExternalStore(subscribe, currentTicket);
}

/** Change the ticket. One that was sent does not change until there is an answer. */
export function changeTicket(change: (before: Ticket) => Ticket): void {
  if (ticket.sent === null) replaceTicket(change(ticket));
}

/** Put another ticket in its place, sent or not. */
export function replaceTicket(next: Ticket): void {
  ticket = next;
  writeStored(KEY, JSON.stringify(next));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
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
