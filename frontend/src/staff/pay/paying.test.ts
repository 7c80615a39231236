import { expect, test } from "vitest";
import {
  type Bill,
  dueBy,
  type Entry,
  faultOf,
  faultOfPart,
  type Part,
  paymentsOf,
  restOf,
  tendersFor,
} from "./paying.ts";

const BILL: Bill = { total: "100.94", inCash: "101.00", step: "1" };
const CARD: Part = { tender: "card", amount: "50.00" };
const CASH: Part = { tender: "cash", amount: "50.00" };

function entry(tender: string, amount = "", reference = ""): Entry {
  return { tender, amount, reference };
}

test("what is left to cash is rounded to its coins, and nothing else", () => {
  expect(dueBy("cash", BILL, [])).toBe("101.00");
  expect(dueBy("card", BILL, [])).toBe("100.94");
  expect(dueBy("cash", BILL, [CARD])).toBe("51.00");
  expect(dueBy("upi", BILL, [CARD])).toBe("50.94");
  expect(dueBy("upi", BILL, [CASH])).toBe("50.94");
  expect(dueBy("cash", { total: "10.25", step: "0.50" }, [])).toBe("10.50");
  expect(dueBy("cash", { total: "1000", step: "0" }, [{ tender: "upi", amount: "400" }])).toBe("600");
});

test("a sale is paid by one tender, or by several that add up", () => {
  expect(paymentsOf(entry("cash"), BILL, [])).toEqual([{ tender: "cash", amount: "101.00" }]);
  expect(paymentsOf(entry("cash", "200"), BILL, [])).toEqual([{ tender: "cash", amount: "101.00", given: "200.00" }]);
  expect(paymentsOf(entry("upi", "", " 631784 "), BILL, [CASH])).toEqual([
    CASH,
    { tender: "upi", amount: "50.94", reference: "631784" },
  ]);
  expect(paymentsOf(entry("cash", "1,000"), BILL, [CARD])).toEqual([
    CARD,
    { tender: "cash", amount: "51.00", given: "1000.00" },
  ]);
});

test("what is free, or put together already, takes no more", () => {
  expect(paymentsOf(entry("cash"), { total: "0.30", inCash: "0.00", step: "1" }, [])).toEqual([]);
  const parts = [CARD, { tender: "upi", amount: "50.94" }];
  expect(restOf(BILL, parts)).toBe("0.00");
  expect(paymentsOf(entry("card"), BILL, parts)).toEqual(parts);
  expect(faultOf(entry("cash", "50"), BILL, parts)).toBeNull();
});

test.each([
  [entry("cash"), null],
  [entry("cash", "500"), null],
  [entry("cash", "100.94"), "too_little"],
  [entry("cash", "x"), "no_amount"],
  [entry("card", "100.945"), "no_amount"],
  [entry("card", "100.95"), "too_much"],
  [entry("card", "100.94"), null],
  [entry("card", "20"), "too_little"],
])("%j pays all of it unless %j", (one, fault) => {
  expect(faultOf(one, BILL, [])).toBe(fault);
});

test.each([
  [entry("cash", "50"), null],
  [entry("cash", "50.5"), "not_in_coins"],
  [entry("card", "50.5"), null],
  [entry("card", ""), "no_amount"],
  [entry("card", "0"), "no_amount"],
  [entry("card", "100.94"), "too_much"],
])("%j is put aside unless %j", (one, fault) => {
  expect(faultOfPart(one, dueBy(one.tender, BILL, []), BILL.step)).toBe(fault);
});

test("a rest without a coin is not forgotten", () => {
  const parts = [{ tender: "card", amount: "100.54" }];
  expect(faultOf(entry("cash"), BILL, parts)).toBe("no_coins");
  expect(faultOf(entry("upi"), BILL, parts)).toBeNull();
});

test("goods on account are for a customer", () => {
  expect(tendersFor(["wallet"], false)).toEqual(["cash", "card", "upi", "wallet"]);
  expect(tendersFor([], true)).toEqual(["cash", "card", "upi", "account"]);
});
