type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** `3 messages` in a language: its way to write the number, and the form that its grammar asks for. */
export function counting(locale: string) {
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (n: number, forms: Forms): string => `${numbers.format(n)} ${forms[rules.select(n)] ?? forms.other}`;
}

/** `Ann, Ben and Cleo`; of more than four, three are named. */
export function listing(locale: string, withMore: (names: string, more: number) => string) {
  const format = new Intl.ListFormat(locale);
  return (names: readonly string[]): string =>
    names.length > 4 ? withMore(names.slice(0, 3).join(', '), names.length - 3) : format.format(names);
}
