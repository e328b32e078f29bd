import type { Locale } from '../language.ts'

/** Names of months and days are ours: browsers have none for Somali, and punctuation differs between browser and server in the others. */
const words: Record<Locale, { months: string[]; short: string[]; shortDays: string[]; comma: string }> = {
  en: {
    months: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
    short: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
    shortDays: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
    comma: ', ',
  },
  ar: {
    months: ['يناير', 'فبراير', 'مارس', 'أبريل', 'مايو', 'يونيو', 'يوليو', 'أغسطس', 'سبتمبر', 'أكتوبر', 'نوفمبر', 'ديسمبر'],
    short: ['يناير', 'فبراير', 'مارس', 'أبريل', 'مايو', 'يونيو', 'يوليو', 'أغسطس', 'سبتمبر', 'أكتوبر', 'نوفمبر', 'ديسمبر'],
    shortDays: ['الأحد', 'الاثنين', 'الثلاثاء', 'الأربعاء', 'الخميس', 'الجمعة', 'السبت'],
    comma: '، ',
  },
  so: {
    months: [
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
    short: ['Jan', 'Feb', 'Mar', 'Abr', 'Maa', 'Jun', 'Luu', 'Ago', 'Seb', 'Okt', 'Nof', 'Dis'],
    shortDays: ['Axd', 'Isn', 'Tal', 'Arb', 'Kha', 'Jim', 'Sab'],
    comma: ', ',
  },
}

/** date: 7 December 2026 · day: Mon 7 Dec · moment: Mon 7 Dec, 08:00 · time: 20:42 · stamp: 7 Dec 2026, 20:14:07 */
export type DateForm = 'date' | 'day' | 'moment' | 'time' | 'stamp'

const formatters = new Map<string, Intl.DateTimeFormat>()

function partsOf(instant: Date, zone: string): Record<string, string> {
  let formatter = formatters.get(zone)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formatters.set(zone, formatter)
  }
  return Object.fromEntries(formatter.formatToParts(instant).map((part) => [part.type, part.value]))
}

/**
 * A moment in the words of a language, with western digits, the same in every browser and on the server.
 * @param instant an ISO string, as the wire carries it
 * @param zone IANA name of the reader's zone
 */
export function formatDate(instant: string, form: DateForm, locale: Locale, zone: string): string {
  const { year, month, day, hour, minute, second } = partsOf(new Date(instant), zone)
  const { months, short, shortDays, comma } = words[locale]
  const index = Number(month) - 1
  const weekday = new Date(Date.UTC(Number(year), index, Number(day))).getUTCDay()
  const clock = `${hour}:${minute}`
  const shortDay = `${shortDays[weekday]} ${day} ${short[index]}`
  if (form === 'date') return `${day} ${months[index]} ${year}`
  if (form === 'day') return shortDay
  if (form === 'moment') return `${shortDay}${comma}${clock}`
  if (form === 'time') return clock
  return `${day} ${short[index]} ${year}${comma}${clock}:${second}`
}
