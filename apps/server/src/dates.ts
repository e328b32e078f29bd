import type { Language } from '@edurise/contracts'

/** Names of months are ours: there are none for Somali elsewhere, and those of others differ from one version to the next. */
const months: Record<Language, readonly string[]> = {
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
  ar: ['يناير', 'فبراير', 'مارس', 'أبريل', 'مايو', 'يونيو', 'يوليو', 'أغسطس', 'سبتمبر', 'أكتوبر', 'نوفمبر', 'ديسمبر'],
  so: [
    'Jannaayo',
    'Febraayo',
    'Maarso',
    'Abriil',
    'Maajo',
    'Juun',
    'Luuliyo',
    'Agoosto',
    'Sebteembar',
    'Oktoobar',
    'Nofeembar',
    'Diseembar',
  ],
}

/** The day of a moment in UTC, with western digits: 7 December 2026. The same for every reader, as papers need it. */
export function dayOf(instant: string | Date, locale: Language): string {
  const date = new Date(instant)
  return `${date.getUTCDate()} ${months[locale][date.getUTCMonth()]} ${date.getUTCFullYear()}`
}
