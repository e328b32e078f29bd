import { countryCodes } from '@edurise/contracts/countries'
import type { Locale } from '../../language.ts'

/** A country in the words of a language; in English where the browser has none for it. */
export function countryName(code: string, locale: Locale): string {
  return new Intl.DisplayNames([locale, 'en'], { type: 'region' }).of(code) ?? code
}

/** All of them, as the language sorts their names. */
export function countries(locale: Locale): { value: string; label: string }[] {
  return countryCodes.map((value) => ({ value, label: countryName(value, locale) })).sort((a, b) => a.label.localeCompare(b.label, locale))
}
