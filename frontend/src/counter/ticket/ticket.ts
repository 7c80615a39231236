import type { SentSale } from "../../api/sent-sale.ts";
import type { Schemas, Sweet } from "../../api/types.ts";
import { Decimal } from "../../ui/decimal.ts";

/** What a ticket keeps of a sweet: enough to show and to change the line. */
export type TicketSweet = Pick<
  Sweet,
  "id" | "name" | "sku" | "unit" | "price" | "quantity_step" | "min_quantity" | "category"
>;
export type TicketCustomer = Pick<Schemas["CustomerRead"], "id" | "name" | "phone">;
export type Discount = Schemas["DiscountCreate"];
export type Basket = Omit<Schemas["QuoteCreate"], "tender">;

export interface TicketLine {
  sweet: TicketSweet;
  quantity: string;
  discount: Discount | null;
}

/** A sale on its way, with what the ticket came to. */
export interface SentTicket extends SentSale {
  total: string;
}

export interface Ticket {
  lines: readonly TicketLine[];
  discount: Discount | null;
  customer: TicketCustomer | null;
  /** The sweet of the line that was touched last. */
  touched: number | null;
  sent: SentTicket | null;
}

export const EMPTY_TICKET: Ticket = { lines: [], discount: null, customer: null, touched: null, sent: null };

/** Add a quantity. A sweet has one line, so more of it makes that line longer. */
export function addToTicket(ticket: Ticket, sweet: TicketSweet, quantity: string): Ticket {
  const before = lineOf(ticket, sweet.id);
  const sum = before === undefined ? quantity : new Decimal(before.quantity).plus(quantity).toFixed();
  return setQuantity(ticket, sweet, sum);
}

/** Set the quantity of a sweet, which gets a line if it has none. */
export function setQuantity(ticket: Ticket, sweet: TicketSweet, quantity: string): Ticket {
  const kept = onlyTicketSweet(sweet);
  const isNew = lineOf(ticket, sweet.id) === undefined;
  const lines = isNew
    ? [...ticket.lines, { sweet: kept, quantity, discount: null }]
    : ticket.lines.map((line) => (line.sweet.id === sweet.id ? { ...line, sweet: kept, quantity } : line));
  return { ...ticket, lines, touched: sweet.id };
}

export function removeLine(ticket: Ticket, sweetId: number): Ticket {
  const lines = ticket.lines.filter(({ sweet }) => sweet.id !== sweetId);
  const isTouched = ticket.touched === sweetId;
  return { ...ticket, lines, touched: isTouched ? (lines.at(-1)?.sweet.id ?? null) : ticket.touched };
}

/** Set or take back the discount on one line, or on the whole ticket. */
export function setDiscount(ticket: Ticket, sweetId: number | null, discount: Discount | null): Ticket {
  if (sweetId === null) return { ...ticket, discount };
  const lines = ticket.lines.map((line) => (line.sweet.id === sweetId ? { ...line, discount } : line));
  return { ...ticket, lines, touched: sweetId };
}

export function lineOf(ticket: Ticket, sweetId: number | null): TicketLine | undefined {
  return ticket.lines.find(({ sweet }) => sweet.id === sweetId);
}

/** Return the basket that a quote, a held ticket and a sale are asked for. */
export function basketOf({ lines, discount }: Ticket): Basket {
  return {
    lines: lines.map(({ sweet, quantity, discount: off }) => ({
      sweet_id: sweet.id,
      quantity,
      ...(off !== null && { discount: off }),
    })),
    ...(discount !== null && { discount }),
  };
}

function onlyTicketSweet({ id, name, sku, unit, price, quantity_step, min_quantity, category }: TicketSweet) {
  return { id, name, sku, unit, price, quantity_step, min_quantity, category };
}
