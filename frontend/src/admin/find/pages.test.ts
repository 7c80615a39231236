import { expect, test } from "vitest";
import { staff as english } from "../../words/en/staff.ts";
import { staff as hindi } from "../../words/hi/staff.ts";
import { OF_ADMINS, officeAddresses } from "../places.ts";
import { pagesLike, pagesOf } from "./pages.ts";

function named(text: string, role: "admin" | "salesperson" = "admin", mayRestock = true): string[] {
  return pagesLike(text, pagesOf(role, mayRestock), [english, hindi]).map(({ name }) => name);
}

test("a page is found by its title in English and in Hindi, whatever is shown", () => {
  expect(named("tax cl")).toEqual(["taxClasses"]);
  expect(named("टैक्स व")).toEqual(["taxClasses"]);
});

test("capitals, accents and the dots of nukta may be left out", () => {
  expect(named("CUSTOMÉRS")).toEqual(["customers"]);
  expect(named("खरीद")).toContain("buying");
});

test("a title counts for more than what else a page is called", () => {
  const found = named("sales");
  expect(found[0]).toBe("sales");
  expect(found).toContain("customers");
  expect(named("stocktake")).toEqual(["counts"]);
});

test("nobody finds a page that they may not open", () => {
  expect(named("people", "salesperson")).toEqual([]);
  expect(named("files", "salesperson")).toEqual([]);
  expect(named("customers", "salesperson")).toEqual(["customers"]);
});

test("whoever may restock finds its form, and nobody else", () => {
  expect(named("restock")).toEqual(["restock"]);
  expect(named("restock", "salesperson")).toEqual(["restock"]);
  expect(named("restock", "salesperson", false)).toEqual([]);
});

test("every other name of a page belongs to a page", () => {
  const names = pagesOf("admin", true).map(({ name }) => name);
  for (const { officeFind } of [english, hindi]) {
    expect(Object.keys(officeFind.also).filter((name) => !names.includes(name))).toEqual([]);
  }
});

test("signs alone are no name", () => {
  expect(named(" - ")).toEqual([]);
});

test("a salesperson who types the address of an admins' page is told whose it is", () => {
  const isTold = (address: string) =>
    OF_ADMINS.some((path) => {
      const [start = ""] = path.split("/*");
      const whole = `${officeAddresses.today}/${start}`;
      return address === whole || (path.endsWith("/*") && address.startsWith(`${whole}/`));
    });
  const theirs = new Set(pagesOf("salesperson", true).map(({ address }) => address));
  const others = pagesOf("admin", true).filter(({ name, address }) => name !== "today" && !theirs.has(address));
  expect(others.filter(({ address }) => !isTold(address))).toEqual([]);
  expect([...theirs].filter(isTold)).toEqual([]);
});
