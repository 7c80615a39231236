import { addresses } from "../../addresses.ts";
import type { Role } from "../../api/session.ts";
import type { StaffIconName } from "../../ui/staff-icon.tsx";
import type { StaffWords } from "../../words/index.tsx";
import { officeAddresses, PLACES, type PlaceName, STAFF } from "../places.ts";

type Addresses = typeof officeAddresses;
/** An address that needs no number: a new one has no type until it has an entry in `PAGES`. */
type PageName = { [Name in keyof Addresses]: Addresses[Name] extends string ? Name : never }[keyof Addresses];

interface Entry {
  room: PlaceName;
  title: (words: StaffWords) => string;
  /** Who may open it, where that is not everybody of its room. */
  roles?: readonly Role[];
}

const ADMINS: readonly Role[] = ["admin"];

const PAGES: Record<PageName, Entry> = {
  today: { room: "today", title: ({ admin }) => admin.places.today },
  catalogue: { room: "catalogue", title: ({ admin }) => admin.places.catalogue },
  runningLow: { room: "catalogue", title: ({ admin }) => admin.runningLow },
  newSweet: { room: "catalogue", title: (words) => words.officeCatalogue.newSweet, roles: ADMINS },
  categories: { room: "catalogue", title: (words) => words.officeCatalogue.categories, roles: ADMINS },
  taxClasses: { room: "catalogue", title: (words) => words.officeCatalogue.taxClasses, roles: ADMINS },
  stock: { room: "stock", title: ({ stock }) => stock.rooms.lots },
  expiring: { room: "stock", title: ({ admin }) => admin.bestBefore },
  expired: { room: "stock", title: ({ admin }) => admin.expired },
  movements: { room: "stock", title: ({ stock }) => stock.rooms.movements },
  adjustments: { room: "stock", title: ({ stock }) => stock.rooms.adjustments, roles: ADMINS },
  counts: { room: "stock", title: ({ stock }) => stock.rooms.counts, roles: ADMINS },
  buying: { room: "buying", title: ({ buying }) => buying.orders },
  advice: { room: "buying", title: ({ advice }) => advice.title },
  suppliers: { room: "buying", title: ({ suppliers }) => suppliers.rooms.suppliers },
  returns: { room: "buying", title: ({ returns }) => returns.title },
  sales: { room: "sales", title: ({ officeSales }) => officeSales.sales },
  refunds: { room: "sales", title: ({ officeSales }) => officeSales.allRefunds },
  figures: { room: "sales", title: ({ officeFigures }) => officeFigures.title, roles: ADMINS },
  customers: { room: "sales", title: ({ officeSales }) => officeSales.customers },
  dues: { room: "sales", title: ({ officeAccounts }) => officeAccounts.dues, roles: ADMINS },
  exports: { room: "sales", title: ({ officeSales }) => officeSales.exports, roles: ADMINS },
  takings: { room: "money", title: ({ takings }) => takings.title, roles: ADMINS },
  journal: { room: "money", title: ({ journal }) => journal.title, roles: ADMINS },
  drawers: { room: "money", title: ({ officeMoney }) => officeMoney.drawers },
  people: { room: "people", title: ({ officePeople }) => officePeople.users },
  invitations: { room: "people", title: ({ officePeople }) => officePeople.invitations },
  logins: { room: "people", title: ({ officePeople }) => officePeople.logins },
  audit: { room: "people", title: ({ officePeople }) => officePeople.audit },
  shop: { room: "shop", title: ({ officeShop }) => officeShop.settings },
  imports: { room: "shop", title: ({ officeShop }) => officeShop.imports },
  messages: { room: "shop", title: ({ officeShop }) => officeShop.messages },
  webhooks: { room: "shop", title: ({ officeWebhooks }) => officeWebhooks.title },
};

export interface OfficePage {
  name: string;
  address: string;
  icon: StaffIconName;
  title: (words: StaffWords) => string;
  room: (words: StaffWords) => string;
}

/** The forms that a press of a button opens, not a room's tab. */
const FORMS: readonly (Entry & { name: string; address: string })[] = [
  {
    name: "restock",
    room: "stock",
    title: ({ adjustments }) => adjustments.restock,
    address: officeAddresses.restock(),
  },
  {
    name: "newOrder",
    room: "buying",
    title: ({ buying }) => buying.newOrder,
    address: officeAddresses.newOrder(),
    roles: ADMINS,
  },
  {
    name: "newReturn",
    room: "buying",
    title: ({ returns }) => returns.newOne,
    address: officeAddresses.newReturn(),
    roles: ADMINS,
  },
  {
    name: "newAdjustment",
    room: "stock",
    title: ({ adjustments }) => adjustments.newAdjustment,
    address: officeAddresses.newAdjustment(),
    roles: ADMINS,
  },
];

/** The pages that a role may open, in the order of the rail, then the forms; the till is the last. */
export function pagesOf(role: Role, mayRestock: boolean): readonly OfficePage[] {
  const places = PLACES.filter(({ roles }) => roles.includes(role));
  const pages = places.flatMap(({ name: place }) =>
    Object.entries(PAGES)
      .filter(([, { room }]) => room === place)
      .map(([name, entry]) => ({ name, address: officeAddresses[name as PageName], ...entry })),
  );
  const till: OfficePage = {
    name: "counter",
    title: ({ counter }) => counter.title,
    address: addresses.counter,
    icon: "till",
    room: ({ counter }) => counter.title,
  };
  const open = [...pages, ...FORMS].filter(
    ({ name, roles = STAFF }) => roles.includes(role) && (name !== "restock" || mayRestock),
  );
  return [
    ...open.map(({ name, address, title, room }) => ({
      name,
      address,
      title,
      icon: PLACES.find((place) => place.name === room)?.icon ?? "tray",
      room: ({ admin }: StaffWords) => admin.places[room],
    })),
    till,
  ];
}

/** Those whose title, room or other names begin with every word of a text, in any of the languages. */
export function pagesLike(
  text: string,
  pages: readonly OfficePage[],
  languages: readonly StaffWords[],
): readonly OfficePage[] {
  const parts = wordsIn(text);
  if (parts.length === 0) return [];
  const among = (names: readonly string[]) => parts.every((part) => names.some((name) => name.startsWith(part)));
  const named = (page: OfficePage) => languages.some((words) => among(wordsIn(page.title(words))));
  const known = (page: OfficePage) =>
    languages.some((words) =>
      among(wordsIn(`${page.title(words)} ${page.room(words)} ${words.officeFind.also[page.name] ?? ""}`)),
    );
  return [...pages.filter(named), ...pages.filter((page) => !named(page) && known(page))];
}

/** The words of a text without what people leave out: capitals, accents, the dots of nukta. */
function wordsIn(text: string): string[] {
  const plain = text
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f\u093c]/gu, "");
  return plain.split(/[\s,.“”"'’:/-]+/u).filter((word) => word !== "");
}
