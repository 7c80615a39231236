const DAY_MS = 86_400_000;

/** Return the calendar day that comes a number of days later. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Return the calendar days from one to another, both included. */
export function daysFrom(from: string, to: string): string[] {
  const count = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => addDays(from, index));
}

const IS_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Return the moment at which a calendar day begins in a time zone; undefined for a text that is no day. */
export function startOfDay(day: string, timeZone: string): string | undefined {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (!IS_DAY.test(day) || Number.isNaN(midnight)) return undefined;
  const nearby = new Date(`${day}T00:00:00${offsetAt(midnight, timeZone)}`);
  return `${day}T00:00:00${offsetAt(nearby.getTime(), timeZone)}`;
}

/** What a list is asked for by its days, both included, as the API names moments. */
export function momentsOf(from: string, to: string, timeZone: string): { from?: string; to?: string } {
  const first = startOfDay(from, timeZone);
  const after = startOfDay(to, timeZone) && startOfDay(addDays(to, 1), timeZone);
  return { ...(first !== undefined && { from: first }), ...(after !== undefined && { to: after }) };
}

/** Return the moment of a day and time in a time zone, as a field has them; undefined for a text that is neither. */
export function momentAt(local: string, timeZone: string): string | undefined {
  const asIfUtc = Date.parse(`${local}:00Z`);
  if (Number.isNaN(asIfUtc)) return undefined;
  const nearby = new Date(`${local}:00${offsetAt(asIfUtc, timeZone)}`);
  return `${local}:00${offsetAt(nearby.getTime(), timeZone)}`;
}

function offsetAt(moment: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).formatToParts(moment);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  return name.replace("GMT", "") || "+00:00";
}
