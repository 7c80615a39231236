import { expect, test } from "vitest";
import { addToTicket, basketOf, EMPTY_TICKET, removeLine, setDiscount, setQuantity } from "./ticket.ts";

const KAJU = sweet(1, "Kaju Katli");
const PEDA = sweet(2, "Peda");
const OFF = { percent: "10", reason: "Regular" };

function sweet(id: number, name: string) {
  const category = { id: 1, name: "Barfi" };
  return {
    id,
    name,
    sku: name,
    unit: "kg",
    price: "900.00",
    quantity_step: "0.05",
    min_quantity: "0.1",
    category,
  } as const;
}

test("more of a sweet makes its line longer, exactly", () => {
  const ticket = addToTicket(addToTicket(EMPTY_TICKET, KAJU, "0.1"), KAJU, "0.2");
  expect(ticket.lines.map(({ quantity }) => quantity)).toEqual(["0.3"]);
});

test("the line touched last is remembered, and the one before it once it is gone", () => {
  const both = addToTicket(addToTicket(EMPTY_TICKET, KAJU, "0.1"), PEDA, "0.2");
  expect(both.touched).toBe(2);
  expect(setQuantity(both, KAJU, "0.5").touched).toBe(1);
  expect(removeLine(both, 2).touched).toBe(1);
  expect(removeLine(removeLine(both, 2), 1)).toEqual(EMPTY_TICKET);
});

test("a changed quantity keeps the discount of its line", () => {
  const off = setDiscount(addToTicket(EMPTY_TICKET, KAJU, "0.1"), 1, OFF);
  expect(setQuantity(off, KAJU, "0.5").lines[0]?.discount).toEqual(OFF);
});

test("the basket has what the shop asks for and nothing else", () => {
  const ticket = setDiscount(setDiscount(addToTicket(EMPTY_TICKET, KAJU, "0.1"), 1, OFF), null, OFF);
  expect(basketOf(ticket)).toEqual({ lines: [{ sweet_id: 1, quantity: "0.1", discount: OFF }], discount: OFF });
  expect(basketOf(addToTicket(EMPTY_TICKET, PEDA, "1"))).toEqual({ lines: [{ sweet_id: 2, quantity: "1" }] });
});
