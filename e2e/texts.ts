import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Language = 'en' | 'ar' | 'so'

const source = new URL('../apps/web/src', import.meta.url).pathname

type Messages = { [key: string]: string | Messages }

function read(path: string): Messages {
  const value: Messages = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  return value
}

const cache = new Map<Language, Messages>()

function messagesOf(language: Language): Messages {
  const known = cache.get(language)
  if (known) return known
  const features = readdirSync(join(source, 'features'))
  const messages: Messages = { ...read(join(source, 'locales', `${language}.json`)) }
  for (const noun of features) {
    const folder = join(source, 'features', noun)
    const parts = readdirSync(folder, { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'locales')),
    )
    messages[noun] = {
      ...read(join(folder, 'locales', `${language}.json`)),
      ...Object.fromEntries(parts.map(({ name }) => [name, read(join(folder, name, 'locales', `${language}.json`))])),
    }
  }
  const { ui, errors } = messages
  messages['errors'] = { ...(typeof errors === 'object' ? errors : {}), ...read(join(source, 'locales/errors', `${language}.json`)) }
  const desk = read(join(source, 'ui/desk/locales', `${language}.json`))
  if (typeof ui === 'object') messages['ui'] = { ...ui, desk: { ...(typeof ui['desk'] === 'object' ? ui['desk'] : {}), ...desk } }
  cache.set(language, messages)
  return messages
}

/**
 * What the app says under a key in a language, as a pattern: values that stand in it match anything. The specs look for what a reader of that
 * language sees, and a text that is missing fails them.
 */
export function textOf(language: Language, key: string): RegExp {
  let at: string | Messages | undefined = messagesOf(language)
  for (const step of key.split('.')) at = typeof at === 'object' ? at[step] : undefined
  if (typeof at !== 'string') throw new Error(`${language} has no text ${key}`)
  const forms = at.split(' | ').map((form) =>
    form
      .replace(/\{'([^']*)'\}/g, '$1')
      .split(/\{[^}]*\}/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*'),
  )
  return new RegExp(forms.join('|'))
}
