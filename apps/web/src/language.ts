/** The languages Edurise speaks, in the order menus show them. */
export const locales = ['en', 'ar', 'so'] as const

export type Locale = (typeof locales)[number]

/** Each language in its own words. */
export const languageNames: Record<Locale, string> = { en: 'English', ar: 'العربية', so: 'Soomaali' }

/** Our own name, as each language writes it. */
export const ourNames: Record<Locale, string> = { en: 'Edurise', ar: 'إديورايز', so: 'Edurise' }

/** A name in the language of the page, or as its owner wrote it first. */
export const nameIn = (locale: Locale, names: { readonly [Each in Locale]?: string | undefined }, first: string): string =>
  names[locale] ?? first

export const directionOf = (locale: Locale): 'ltr' | 'rtl' => (locale === 'ar' ? 'rtl' : 'ltr')

/** What stands before every path of a language: nothing for English. */
export const prefixOf = (locale: Locale): string => (locale === 'en' ? '' : `/${locale}`)

/** Splits `/ar/courses?q=x` into the language and the path that all languages share. */
export function splitLocale(url: string): { locale: Locale; path: string } {
  const found = /^\/(ar|so)(?=[/?#]|$)/.exec(url)
  if (!found) return { locale: 'en', path: url }
  const rest = url.slice(found[0].length)
  return { locale: found[1] === 'ar' ? 'ar' : 'so', path: rest.startsWith('/') ? rest : `/${rest}` }
}

/** The same page in another language, with its search and hash. */
export function inLanguage(path: string, locale: Locale): string {
  const prefix = prefixOf(locale)
  if (!prefix) return path
  return path === '/' ? prefix : prefix + path.replace(/^\/(?=[?#])/, '')
}
