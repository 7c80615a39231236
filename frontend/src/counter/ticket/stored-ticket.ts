import { parseDecimal } from "../../ui/decimal.ts";
import { EMPTY_TICKET, type Ticket } from "./ticket.ts";

type Fields = Readonly<Record<string, unknown>>;

const UNITS: readonly unknown[] = ["kg", "g", "piece", "box"];

/** Read a ticket as it was stored. A text of another shape, of an older till or of somebody's making, is an empty one. */
export function readTicket(text: string | null): Ticket {
  if (text === null) return EMPTY_TICKET;
  try {
    const stored: unknown = JSON.parse(text);
    return isTicket(stored) ? stored : EMPTY_TICKET;
  } catch {
    return EMPTY_TICKET;
  }
}

function isTicket(stored: unknown): stored is Ticket {
  return (
    isFields(stored) &&
    Array.isArray(stored.lines) &&
    stored.lines.every(isLine) &&
    isNullOr(isFields, stored.discount) &&
    isNullOr(isCustomer, stored.customer) &&
    isNullOr(isNumber, stored.touched) &&
    isNullOr(isSent, stored.sent)
  );
}

function isLine(stored: unknown): boolean {
  return isFields(stored) && isSweet(stored.sweet) && isDecimal(stored.quantity) && isNullOr(isFields, stored.discount);
}

function isSweet(stored: unknown): boolean {
  return (
    isFields(stored) &&
    isNumber(stored.id) &&
    ["name", "sku"].every((name) => isText(stored[name])) &&
    UNITS.includes(stored.unit) &&
    ["price", "quantity_step", "min_quantity"].every((name) => isDecimal(stored[name])) &&
    isFields(stored.category)
  );
}

function isCustomer(stored: unknown): boolean {
  return isFields(stored) && isNumber(stored.id) && isText(stored.name);
}

function isSent(stored: unknown): boolean {
  return (
    isFields(stored) &&
    ["key", "sentAt"].every((name) => isText(stored[name])) &&
    isNumber(stored.userId) &&
    isDecimal(stored.total) &&
    isFields(stored.body)
  );
}

function isNullOr(isOne: (stored: unknown) => boolean, stored: unknown): boolean {
  return stored === null || isOne(stored);
}

function isFields(stored: unknown): stored is Fields {
  return typeof stored === "object" && stored !== null;
}

function isNumber(stored: unknown): boolean {
  return typeof stored === "number";
}

function isText(stored: unknown): stored is string {
  return typeof stored === "string";
}

function isDecimal(stored: unknown): boolean {
  return isText(stored) && parseDecimal(stored) !== null;
}
