import { expect, test } from "vitest";
import { bodyOf, copiesOf, faultsOf, type LabelsDraft } from "./wanted.ts";

const DRAFT: LabelsDraft = { size: "a4_24", copies: "12", first: "5", weight: "" };

test("a draft becomes what the API prints", () => {
  expect(bodyOf({ ...DRAFT, weight: "250" }, [{ sweet_id: 1 }, { lot_id: 7 }])).toEqual({
    size: "a4_24",
    first_position: 5,
    labels: [
      { sweet_id: 1, copies: 12, net_weight_g: 250 },
      { lot_id: 7, copies: 12, net_weight_g: 250 },
    ],
  });
});

test("what cannot be printed is found before it is sent", () => {
  expect(faultsOf(DRAFT, 2)).toEqual({});
  expect(faultsOf({ ...DRAFT, copies: "1.5" }, 1)).toEqual({ copies: "copies" });
  expect(faultsOf({ ...DRAFT, copies: "501" }, 2)).toEqual({ copies: "tooMany" });
  expect(faultsOf({ ...DRAFT, first: "25" }, 1)).toEqual({ first: "first" });
  expect(faultsOf({ ...DRAFT, size: "a4_40", first: "25" }, 1)).toEqual({});
  expect(faultsOf({ ...DRAFT, weight: "a bit" }, 1)).toEqual({ weight: "weight" });
});

test("a lot takes a label for each piece it has", () => {
  expect(copiesOf("36.000", "piece")).toBe(36);
  expect(copiesOf("0.000", "box")).toBe(1);
  expect(copiesOf("20000.000", "piece")).toBe(1000);
  expect(copiesOf("3.400", "kg")).toBe(1);
});
