import { expect, test } from "vitest";
import { changesOf, type Setting } from "./setting.ts";

function setting(key: string, value: unknown, standard: unknown = value): Setting {
  return { key, value, default: standard, description: "", is_locked: false } as Setting;
}

const SETTINGS = [
  setting("shop_name", "Sweet Shop"),
  setting("receipt_footer", "Thank you"),
  setting("expiring_soon_days", 2),
  setting("salesperson_max_discount_percent", "10"),
  setting("salesperson_max_refund", null),
  setting("salesperson_may_restock", false),
  setting("other_tenders", ["wallet"], []),
];

test("only what differs is sent, in its own type", () => {
  const texts = {
    shop_name: "Sweet Shop",
    expiring_soon_days: "3",
    salesperson_may_restock: "true",
    salesperson_max_refund: " 500.50 ",
  };
  expect(changesOf(SETTINGS, texts)).toEqual({
    expiring_soon_days: 3,
    salesperson_may_restock: true,
    salesperson_max_refund: "500.50",
  });
});

test("an emptied number goes back to its default, an emptied text is an empty text", () => {
  expect(changesOf(SETTINGS, { receipt_footer: "", salesperson_max_discount_percent: "" })).toEqual({
    receipt_footer: "",
    salesperson_max_discount_percent: null,
  });
});

test("what is no number is sent as it is written, so that the shop says what is wrong with it", () => {
  expect(changesOf(SETTINGS, { expiring_soon_days: "soon" })).toEqual({ expiring_soon_days: "soon" });
});

test("a list is written with commas and sent as a list", () => {
  expect(changesOf(SETTINGS, { other_tenders: "wallet, cheque" })).toEqual({ other_tenders: ["wallet", "cheque"] });
  expect(changesOf(SETTINGS, { other_tenders: "wallet" })).toEqual({});
  expect(changesOf(SETTINGS, { other_tenders: " " })).toEqual({ other_tenders: [] });
});
