type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** Return how a language picks the form of a text for a number: `plural(count, { one: "1 line", other: `${count} lines` })`. */
export function pluralOf(locale: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(locale);
  return (count, forms) => forms[rules.select(count)] ?? forms.other;
}
