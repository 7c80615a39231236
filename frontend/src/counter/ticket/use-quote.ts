import { useQuery } from "@tanstack/react-query";
import { type Quote, quoteQuery } from "../queries.ts";
import type { Ticket, TicketLine } from "./ticket.ts";

export interface Trouble {
  code: string;
  detail: string;
}

export type QuoteLine = Quote["lines"][number];

/** What the shop says about the ticket. `isCurrent` tells whether it is about the ticket as it is now. */
export function useQuote(ticket: Ticket) {
  const { data, isPlaceholderData, error } = useQuery(quoteQuery(ticket));
  return {
    quote: ticket.lines.length === 0 ? undefined : data,
    isCurrent: !isPlaceholderData && data !== undefined,
    error,
  };
}

export function quotedLine(quote: Quote | undefined, line: TicketLine): QuoteLine | undefined {
  return quote?.lines.find(({ sweet_id }) => sweet_id === line.sweet.id);
}

/** What keeps one line from being sold, beside its discount. */
export function troubleOfLine(quote: Quote | undefined, line: TicketLine): Trouble | undefined {
  const index = quote?.lines.findIndex(({ sweet_id }) => sweet_id === line.sweet.id) ?? -1;
  return quote?.problems.find(
    ({ pointer }) => pointer.startsWith(`/lines/${index}/`) && !pointer.startsWith(`/lines/${index}/discount`),
  );
}

/** What the shop refuses of the discounts. */
export function troubleOfDiscounts(quote: Quote | undefined): Trouble | undefined {
  return quote?.problems.find(({ pointer }) => pointer.includes("/discount"));
}
