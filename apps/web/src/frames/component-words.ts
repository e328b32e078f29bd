import { extendLocale } from '@nuxt/ui/composables/defineLocale'
import ar from '@nuxt/ui/runtime/locale/ar.js'
import en from '@nuxt/ui/runtime/locale/en.js'
import type { Locale } from '../language.ts'

const close = { close: 'Xir' }
const search = { noMatch: 'Waxba lama helin', search: 'Raadi…' }
const list = { noData: 'Waxba ma jiraan', noMatch: 'Waxba lama helin', search: 'Raadi…' }

const so = extendLocale(en, {
  name: 'Soomaali',
  code: 'so',
  messages: {
    alert: close,
    calendar: { nextMonth: 'Bisha xigta', nextYear: 'Sannadka xiga', prevMonth: 'Bishii hore', prevYear: 'Sannadkii hore' },
    dropdownMenu: search,
    fileUpload: { removeFile: 'Ka saar {filename}' },
    inputMenu: { create: 'Samee “{label}”', noData: list.noData, noMatch: list.noMatch },
    inputNumber: { decrement: 'Yaree', increment: 'Kordhi' },
    modal: close,
    selectMenu: { create: 'Samee “{label}”', ...list },
    slideover: close,
    table: { noData: list.noData },
    toast: close,
  },
})

/** The words the components of Nuxt UI bring themselves: names of buttons, empty lists. */
export const componentWords: Record<Locale, typeof en> = { en, ar, so }
