import type { Language } from '@edurise/contracts'

const prefixed = /^\/(ar|so)(?=[/?]|$)/

/** The language that an address is in: the prefix decides, and none is English. */
export function languageOf(url: string): Language {
  const [, prefix] = prefixed.exec(url) ?? []
  return prefix === 'ar' || prefix === 'so' ? prefix : 'en'
}

export const prefixOf = (language: Language): string => (language === 'en' ? '' : `/${language}`)
