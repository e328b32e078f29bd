import { createI18n, type I18n } from 'vue-i18n'
import type { Locale } from './language.ts'
import { pluralForm } from './plurals.ts'

interface Messages {
  [key: string]: string | Messages
}
type Load = () => Promise<Messages>

const shared = import.meta.glob<Messages>('./locales/*.json', { import: 'default' })
const byFeature = import.meta.glob<Messages>(
  ['./locales/errors/*.json', './features/*/locales/*.json', './features/*/*/locales/*.json', './ui/*/locales/*.json'],
  { import: 'default' },
)

export type Translations = I18n<Record<string, never>, Record<string, never>, Record<string, never>, string, false>

/** The texts of one language; a route brings in those of its features before it is shown. */
export async function createTranslations(locale: Locale): Promise<Translations> {
  const i18n: Translations = createI18n<false>({
    legacy: false,
    locale,
    messages: {},
    missingWarn: false,
    fallbackWarn: false,
    fallbackLocale: [],
    pluralRules: {
      en: (count: number, forms: number) => pluralForm('en', count, forms),
      ar: (count: number, forms: number) => pluralForm('ar', count, forms),
      so: (count: number, forms: number) => pluralForm('so', count, forms),
    },
  })
  i18n.global.setLocaleMessage(locale, await required(shared, `./locales/${locale}.json`)())
  return i18n
}

const loaded = new WeakMap<Translations, Set<string>>()

/**
 * Adds the texts of features under their names: `courses` brings `courses.*`, and `payments/desk` brings `payments.desk.*`. `errors` brings the sentences of
 * refusals that only pages behind the sign-in meet, and `ui/desk` what all desks say.
 */
export async function loadMessages(i18n: Translations, locale: Locale, features: readonly string[]): Promise<void> {
  const known = loaded.get(i18n) ?? new Set<string>()
  loaded.set(i18n, known)
  await Promise.all(
    features
      .filter((feature) => !known.has(feature))
      .map(async (feature) => {
        const messages = await required(byFeature, `./${folderOf(feature)}/${locale}.json`)()
        i18n.global.mergeLocaleMessage(
          locale,
          feature.split('/').reduceRight<Messages>((inner, name) => ({ [name]: inner }), messages),
        )
        known.add(feature)
      }),
  )
}

/** Where the texts are that a page names: a feature's own, or those of a part of the kernel that only some pages show. */
export function folderOf(feature: string): string {
  if (feature === 'errors') return 'locales/errors'
  return feature.startsWith('ui/') ? `${feature}/locales` : `features/${feature}/locales`
}

function required(files: Record<string, Load>, path: string): Load {
  const load = files[path]
  if (!load) throw new Error(`no texts at ${path}`)
  return load
}
