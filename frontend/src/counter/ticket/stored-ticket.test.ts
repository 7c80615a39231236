import { expect, test } from "vitest";
import { readTicket } from "./stored-ticket.ts";
import { addToTicket, EMPTY_TICKET, type TicketSweet } from "./ticket.ts";

const PETHA: TicketSweet = {
  id: 56,
  name: "Agra Petha",
  sku: "DRY-PETHA",
  unit: "kg",
  price: "320.00",
  quantity_step: "0.050",
  min_quantity: "0.100",
  category: { id: 9, name: "Dry" },
};
const TICKET = addToTicket(EMPTY_TICKET, PETHA, "0.25");
const SENT = {
  ...TICKET,
  sent: {
    key: "a",
    body: { lines: [], tender: "cash" as const },
    sentAt: "2026-11-29T05:00:00Z",
    userId: 2,
    total: "80.00",
  },
};

test.each([EMPTY_TICKET, TICKET, SENT])("a ticket is read as it was stored", (ticket) => {
  expect(readTicket(JSON.stringify(ticket))).toEqual(ticket);
});

test.each([
  null,
  "",
  "null",
  "42",
  "[]",
  '{"lines":[]}',
  JSON.stringify({ ...TICKET, lines: [null] }),
  JSON.stringify({ ...TICKET, lines: [{}] }),
  JSON.stringify({ ...TICKET, lines: [{ ...TICKET.lines[0], quantity: "abc" }] }),
  JSON.stringify({ ...TICKET, lines: [{ ...TICKET.lines[0], sweet: { ...PETHA, price: 320 } }] }),
  JSON.stringify({ ...TICKET, sent: undefined }),
  JSON.stringify({ ...TICKET, sent: {} }),
  JSON.stringify({ ...TICKET, customer: "Asha" }),
])("the text %j is no ticket", (text) => {
  expect(readTicket(text)).toEqual(EMPTY_TICKET);
});
