import { useMemo } from "react";
import type { Shop, Unit } from "../api/types.ts";
import { type Language, useLanguage, useWords, type Words } from "../words/index.tsx";
import { Decimal } from "./decimal.ts";
import { useShop } from "./shop.tsx";

/** How the shop's amounts and days are written for this reader. */
export interface Formats {
  locale: string;
  /** The decimals of money: 2 of rupees, none of yen, 3 of Kuwaiti dinars. */
  places: number;
  /** ₹1,762.00 */
  money: (amount: string) => string;
  /** ₹24, but ₹24.50: for flags and buttons. Wherever money adds up, use `money`. */
  price: (amount: string) => string;
  /** 1,762.00, in a column that names the currency. */
  bare: (amount: string) => string;
  /** The parts of an amount, for a figure whose sign and paise step back. */
  moneyParts: (amount: string) => Intl.NumberFormatPart[];
  /** 0.750 kg, 12 pieces: a weight with all its decimals. */
  quantity: (quantity: string, unit: Unit) => string;
  /** 250 g for 0.25 kg, 1.5 kg, 12 pieces: as people ask for it. */
  amount: (quantity: string, unit: Unit) => string;
  /** 12, of a count. */
  number: (count: string) => string;
  /** 28 Nov 2026, of a moment or of a calendar day, in the shop's time zone. */
  date: (when: string) => string;
  /** 28 November */
  day: (when: string) => string;
  /** Saturday */
  weekday: (when: string) => string;
  /** 4:42 pm */
  time: (moment: string) => string;
  /** How many calendar days lie between the shop's today and a day: 0 for today, 1 for tomorrow. */
  daysAhead: (day: string) => number;
}

const CALENDAR_DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;

export function useFormats(): Formats {
  const shop = useShop();
  const [language] = useLanguage();
  const words = useWords();
  return useMemo(() => formatsOf(shop, language, words), [shop, language, words]);
}

export function formatsOf(shop: Shop, language: Language, words: Pick<Words, "units">): Formats {
  // A currency begins with its country: rupees are grouped in lakhs, dollars in thousands.
  const locale = `${language}-${shop.currency.slice(0, 2)}`;
  const currency = { style: "currency", currency: shop.currency } as const;
  const numbers = (options: Intl.NumberFormatOptions) => onFirstUse(() => new Intl.NumberFormat(locale, options));
  const weights = (unit: string, least: number) =>
    numbers({ style: "unit", unit, minimumFractionDigits: least, maximumFractionDigits: 3 });
  const money = numbers(currency);
  const price = numbers({ ...currency, trailingZeroDisplay: "stripIfInteger" });
  const placesOf = () => money().resolvedOptions().maximumFractionDigits ?? 2;
  const bare = onFirstUse(() => new Intl.NumberFormat(locale, { minimumFractionDigits: placesOf() }));
  const grams = weights("gram", 0);
  const full = { kg: weights("kilogram", 3), g: grams };
  const short = { kg: weights("kilogram", 0), g: grams };
  const plain = numbers({ maximumFractionDigits: 3 });
  const dates = (options: Intl.DateTimeFormatOptions) => {
    const inZone = (timeZone: string) => onFirstUse(() => new Intl.DateTimeFormat(locale, { ...options, timeZone }));
    const ofDay = inZone("UTC");
    const ofMoment = inZone(shop.time_zone);
    return (when: string) => (CALENDAR_DAY.test(when) ? ofDay() : ofMoment()).format(new Date(when));
  };

  function counted(quantity: string, unit: "piece" | "box"): string {
    return words.units[unit](Number(quantity), plain().format(exact(quantity)));
  }

  return {
    locale,
    get places() {
      return placesOf();
    },
    money: (amount) => money().format(exact(amount)),
    price: (amount) => price().format(exact(amount)),
    bare: (amount) => bare().format(exact(amount)),
    moneyParts: (amount) => money().formatToParts(exact(amount)),
    quantity: (quantity, unit) =>
      unit === "kg" || unit === "g" ? full[unit]().format(exact(quantity)) : counted(quantity, unit),
    amount: (quantity, unit) => {
      if (unit !== "kg" && unit !== "g") return counted(quantity, unit);
      const inGrams = new Decimal(quantity).times("1000");
      const isLight = unit === "kg" && inGrams.gt("0") && inGrams.lt("1000");
      return isLight ? grams().format(exact(inGrams.toFixed())) : short[unit]().format(exact(quantity));
    },
    number: (count) => plain().format(exact(count)),
    date: dates({ day: "numeric", month: "short", year: "numeric" }),
    day: dates({ day: "numeric", month: "long" }),
    weekday: dates({ weekday: "long" }),
    time: dates({ hour: "numeric", minute: "2-digit" }),
    daysAhead: (day) => Math.round((Date.parse(day) - Date.parse(shop.today)) / DAY_MS),
  };
}

/** A formatter takes a phone ten milliseconds to make, and most pages need few of them. */
function onFirstUse<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** `Intl` formats decimals in strings exactly; only its types still ask for literals. */
function exact(amount: string): Intl.StringNumericLiteral {
  return amount as Intl.StringNumericLiteral;
}
