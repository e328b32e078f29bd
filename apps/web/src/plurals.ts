import type { Locale } from './language.ts'

type Category = Intl.LDMLPluralRule

/** The forms a message gives, in the order it gives them; Somali counts as English does, and not every browser knows it. */
export const pluralForms: Record<Locale, readonly Category[]> = {
  en: ['one', 'other'],
  ar: ['zero', 'one', 'two', 'few', 'many', 'other'],
  so: ['one', 'other'],
}

const rules: Record<Locale, Intl.PluralRules> = {
  en: new Intl.PluralRules('en'),
  ar: new Intl.PluralRules('ar'),
  so: new Intl.PluralRules('en'),
}

/** Which of the forms `a | b | …` a number takes. A message with fewer forms than its language has ends in its last one. */
export function pluralForm(locale: Locale, count: number, formCount: number): number {
  const form = pluralForms[locale].indexOf(rules[locale].select(Math.abs(count)))
  return Math.min(form, formCount - 1)
}
