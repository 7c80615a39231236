import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";
import type { Formats } from "../../ui/formats.ts";
import type { StaffIconName } from "../../ui/staff-icon.tsx";
import type { Language, StaffWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";

type FoundItem = Schemas["FoundItem"];
export type Kind = FoundItem["kind"] | "page";

/** A row of the finder: where it leads and what it says. */
export interface Row {
  key: string;
  kind: Kind;
  to: string;
  icon: StaffIconName;
  title: string;
  detail: string;
}

export function foundQuery(text: string) {
  return queryOptions({
    queryKey: ["find", text],
    queryFn: ({ signal }) => ask(api.GET("/api/find", { params: { query: { q: text } }, signal })),
    enabled: text !== "",
    placeholderData: keepPreviousData,
  });
}

/** The staff's words of a language: people ask for a page in either. */
export function wordsQuery(language: Language) {
  return queryOptions({
    queryKey: ["words", language],
    queryFn: async (): Promise<StaffWords> =>
      (await (language === "hi" ? import("../../words/hi/staff.ts") : import("../../words/en/staff.ts"))).staff,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

const KINDS: Record<FoundItem["kind"], { to: (id: number) => string; icon: StaffIconName }> = {
  sweet: { to: officeAddresses.sweet, icon: "tray" },
  customer: { to: officeAddresses.customer, icon: "user" },
  sale: { to: officeAddresses.sale, icon: "receipt" },
  refund: { to: officeAddresses.sale, icon: "back" },
  lot: { to: officeAddresses.lot, icon: "box" },
  supplier: { to: officeAddresses.supplier, icon: "truck" },
  purchase_order: { to: officeAddresses.order, icon: "truck" },
  user: { to: officeAddresses.person, icon: "people" },
};

export function rowOf({ kind, id, title, detail }: FoundItem, words: StaffWords["officeFind"], formats: Formats): Row {
  return {
    key: `${kind}-${id}`,
    kind,
    to: KINDS[kind].to(id),
    icon: KINDS[kind].icon,
    title: kind === "lot" ? words.lot(title) : title,
    detail: (detail ?? "")
      .split(" · ")
      .map((part) => shown(part, formats))
      .join(" · "),
  };
}

/** A day and an amount as the shop writes them. */
function shown(part: string, { date, money }: Formats): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(part)) return date(part);
  const amount = /^(-?\d+(?:\.\d+)?) [A-Z]{3}$/.exec(part)?.[1];
  return amount === undefined ? part : money(amount);
}
