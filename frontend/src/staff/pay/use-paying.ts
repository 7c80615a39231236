import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Decimal, decimalsOf, isSome } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { useShop } from "../../ui/shop.tsx";
import { isTooFine } from "../../ui/too-fine.ts";
import { useWords } from "../../words/index.tsx";
import { accountQuery, leftOnAccount } from "./account.ts";
import {
  type Bill,
  dueBy,
  type Entry,
  type Fault,
  faultOf,
  faultOfPart,
  moneyOf,
  type Part,
  partOf,
  paymentsOf,
  restOf,
} from "./paying.ts";

type Typed = Omit<Entry, "tender">;

const NOTHING: Typed = { amount: "", reference: "" };

/** What somebody at the till puts together to pay a bill: parts that are put aside, and the tender at hand. */
export function usePaying(bill: Bill, customerId: number | null) {
  const say = useFaultWords(bill);
  const [tender, setTender] = useState("cash");
  const [typed, setTyped] = useState<Readonly<Record<string, Typed>>>({});
  const [parts, setParts] = useState<readonly Part[]>([]);
  const [asked, setAsked] = useState<"all" | "part" | null>(null);
  const account = useQuery(accountQuery(customerId));
  const left = account.data?.balance === undefined ? null : leftOnAccount(account.data);
  const entry = { tender, ...(typed[tender] ?? NOTHING) };
  const due = dueBy(tender, bill, parts);
  const amount = entry.amount.trim() === "" ? null : moneyOf(entry.amount, decimalsOf(due));

  /** Return what is wrong with the entry for a bill, in words. */
  function wrongFor(now: Bill): string | null {
    const fault = faultOf(entry, now, parts);
    if (fault !== null) return say(fault, entry, dueBy(tender, now, parts));
    return aboveLimit(dueBy(tender, now, parts));
  }

  function wrongPart(): string | null {
    const fault = faultOfPart(entry, due, bill.step);
    if (fault === "no_amount" && entry.amount.trim() === "") return say("nothing", entry, due);
    if (fault === "too_much") return say("all", entry, due);
    return fault === null ? aboveLimit(amount ?? due) : say(fault, entry, due);
  }

  function aboveLimit(sum: string): string | null {
    if (tender !== "account" || left === null) return null;
    const before = parts.filter((part) => part.tender === "account").map((part) => part.amount);
    const free = before.reduce((rest, one) => rest.minus(one), new Decimal(left));
    return free.lt(sum) ? say("above_limit", entry, free.lt("0") ? "0" : free.toFixed()) : null;
  }

  function choose(next: string) {
    // Cash is counted once: chosen again, it is taken back to be changed.
    const earlier = next === "cash" ? parts.find((part) => part.tender === "cash") : undefined;
    if (earlier !== undefined) takeBack(parts.indexOf(earlier));
    setTender(next);
    setAsked(null);
  }

  function type(change: Partial<Typed>) {
    setTyped({ ...typed, [tender]: { ...NOTHING, ...typed[tender], ...change } });
    if (asked === "part") setAsked(null);
  }

  function putAside() {
    if (amount === null || wrongPart() !== null) return setAsked("part");
    setParts([...parts, partOf(entry, amount)]);
    setTyped({ ...typed, [tender]: NOTHING });
    setTender(tender === "cash" || parts.some((part) => part.tender === "cash") ? "upi" : "cash");
    setAsked(null);
  }

  function takeBack(index: number) {
    const part = parts[index];
    if (part === undefined) return;
    setParts(parts.filter((_, place) => place !== index));
    setTender(part.tender);
    setTyped({ ...typed, [part.tender]: { amount: part.amount, reference: part.reference ?? "" } });
    setAsked(null);
  }

  return {
    bill,
    entry,
    parts,
    due,
    /** What is typed as an amount, if that can be read. */
    amount,
    rest: restOf(bill, parts),
    isPart: amount !== null && isSome(amount) && new Decimal(amount).lt(due),
    wrong: asked === "part" ? wrongPart() : asked === "all" ? wrongFor(bill) : null,
    customer: account.data,
    wrongFor,
    paymentsFor: (now: Bill) => paymentsOf(entry, now, parts),
    ask: () => setAsked("all"),
    choose,
    type,
    putAside,
    takeBack,
  };
}

export type Paying = ReturnType<typeof usePaying>;

function useFaultWords(bill: Bill) {
  const { counter, pay } = useWords();
  const { money } = useFormats();
  const { currency } = useShop();
  return (fault: Fault | "nothing" | "all" | "above_limit", { amount: text }: Entry, due: string): string => {
    const places = decimalsOf(bill.total);
    if (fault === "nothing") return pay.partMissing;
    if (fault === "all") return pay.partIsAll;
    if (fault === "above_limit") return isSome(due) ? pay.aboveLimit(money(due)) : pay.noAccount;
    if (fault === "too_much") return pay.tooMuch(money(due));
    if (fault === "not_in_coins") return pay.notInCoins(money(bill.step));
    if (fault === "no_coins") return pay.noCoins;
    if (fault === "no_amount")
      return isTooFine(text, places) ? counter.tooManyDecimals(currency, places) : counter.givenHint;
    const amount = moneyOf(text, places) ?? "0";
    return pay.tooLittle(money(new Decimal(due).minus(amount).toFixed()));
  };
}
