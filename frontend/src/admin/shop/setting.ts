import type { Schemas } from "../../api/types.ts";

export type Setting = Schemas["SettingRead"];
/** What stands in the fields that somebody touched, by setting. */
export type Texts = Readonly<Record<string, string>>;

export const GROUPS = [
  { name: "shop", keys: ["shop_name", "shop_address", "shop_gstin", "currency", "time_zone", "phone_region"] },
  {
    name: "stock",
    keys: [
      "low_stock_policy",
      "expiring_soon_days",
      "low_stock_threshold_kg",
      "low_stock_threshold_g",
      "low_stock_threshold_piece",
      "low_stock_threshold_box",
    ],
  },
  { name: "money", keys: ["tax_mode", "day_end"] },
  {
    name: "payments",
    keys: ["cash_rounding", "drawer_required_for_cash", "other_tenders", "upi_id", "upi_name"],
  },
  {
    name: "orders",
    keys: [
      "customers_may_buy",
      "order_hold_hours",
      "customer_max_open_orders",
      "customer_max_per_day_kg",
      "customer_max_per_day_g",
      "customer_max_per_day_piece",
      "customer_max_per_day_box",
    ],
  },
  {
    name: "staff",
    keys: [
      "salesperson_max_discount_percent",
      "admin_max_discount_percent",
      "salesperson_max_refund",
      "salesperson_may_refund_own_sales",
      "salesperson_may_restock",
    ],
  },
  { name: "safety", keys: ["require_second_factor"] },
  { name: "till", keys: ["scale_labels", "receipt_header", "receipt_footer"] },
] as const;

export const CHOICES: Readonly<Record<string, readonly string[]>> = {
  low_stock_policy: ["notify_staff", "notify_admins", "silent"],
  tax_mode: ["inclusive", "exclusive"],
  cash_rounding: ["0", "0.05", "0.10", "0.50", "1"],
};
/** Texts that may have several lines. */
export const LONG: readonly string[] = ["shop_address", "receipt_header", "receipt_footer"];

export function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(", ");
  return value === null || value === undefined ? "" : String(value);
}

/** Return what is to be sent: the settings whose text differs from what they are, in the type that they have. */
export function changesOf(settings: readonly Setting[], texts: Texts): Schemas["SettingsUpdate"] {
  const changed = settings.filter(({ key, value }) => texts[key] !== undefined && texts[key] !== textOf(value));
  return Object.fromEntries(
    changed.map((setting) => [setting.key, valueToSend(setting, texts[setting.key] as string)]),
  );
}

function valueToSend({ value, default: standard }: Setting, text: string): unknown {
  if (typeof standard === "boolean") return text === "true";
  if (Array.isArray(standard)) return text.split(/[\s,]+/).filter(Boolean);
  // What takes no value goes back to its default, and so does an emptied number.
  if (text.trim() === "" && (value === null || standard === null || !isFreeText(standard))) return null;
  if (typeof standard === "number" && /^\d{1,9}$/.test(text.trim())) return Number(text.trim());
  return isFreeText(standard) ? text : text.trim();
}

function isFreeText(standard: unknown): boolean {
  return typeof standard === "string" && !/^\d/.test(standard);
}
