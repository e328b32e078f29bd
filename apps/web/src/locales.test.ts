import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { refusals } from './errors.ts'
import { locales } from './language.ts'
import { pluralForms } from './plurals.ts'

const source = dirname(fileURLToPath(import.meta.url))
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'))
const folders = [
  'locales',
  'locales/errors',
  ...files.filter((file) => /^(?:features\/[^/]+\/(?:[^/]+\/)?|ui\/[^/]+\/)locales$/.test(file)),
]

function flat(messages: unknown, prefix = ''): [string, string][] {
  if (typeof messages === 'string') return [[prefix, messages]]
  if (typeof messages !== 'object' || messages === null) throw new Error(`${prefix} is neither a text nor a group of texts`)
  return Object.entries(messages).flatMap(([key, value]: [string, unknown]) => flat(value, prefix ? `${prefix}.${key}` : key))
}

function read(folder: string, locale: string): Map<string, string> {
  const feature = folder === 'locales/errors' ? 'errors' : /^(?:features\/)?(.+)\/locales$/.exec(folder)?.[1]?.replace('/', '.')
  const texts = flat(JSON.parse(readFileSync(join(source, folder, `${locale}.json`), 'utf8')))
  return new Map(texts.map(([key, text]) => [feature ? `${feature}.${key}` : key, text]))
}

const textsOf = (locale: string) => new Map(folders.flatMap((folder) => [...read(folder, locale)]))
const en = textsOf('en')

/** Names, signs and words that are the same in every language; a feature lists its own in `alike.json`, by their keys. */
const alike = new Set(
  files
    .filter((file) => /^features\/[^/]+\/alike\.json$/.test(file))
    .flatMap((file) => JSON.parse(readFileSync(join(source, file), 'utf8')) as string[]),
)
const onlySigns = (text: string) => !/\p{L}/u.test(text.replace(/\{[^}]*\}/g, ''))

describe.each(locales)('in %s', (locale) => {
  const own = textsOf(locale)

  it('no text is missing, and none is left over', () => {
    expect([...own.keys()].toSorted()).toEqual([...en.keys()].toSorted())
  })

  it('no text is empty', () => {
    expect([...own].filter(([, text]) => text.split(' | ').some((form) => !form.trim()))).toEqual([])
  })

  it('every counted text has all the forms of the language', () => {
    const counted = [...en].filter(([, text]) => text.includes(' | ')).map(([key]) => key)
    expect(counted.filter((key) => own.get(key)?.split(' | ').length !== pluralForms[locale].length)).toEqual([])
  })

  it('a text names no value that the English one does not', () => {
    const named = (text: string) => new Set(Array.from(text.matchAll(/\{(\w+)\}/g), (match) => match[1]))
    expect(
      [...own].filter(([key, text]) => [...named(text)].some((name) => !named(en.get(key) ?? '').has(name))).map(([key]) => key),
    ).toEqual([])
  })

  it('nothing was left in English', () => {
    if (locale === 'en') return
    expect([...own].filter(([key, text]) => text === en.get(key) && !alike.has(key) && !onlySigns(text)).map(([key]) => key)).toEqual([])
  })

  it('every refusal has its sentence', () => {
    expect(Object.keys(refusals).filter((code) => !own.has(`errors.${code}`))).toEqual([])
  })
})

it('every text that the code names exists', () => {
  const missing = files
    .filter((file) => /\.(vue|ts)$/.test(file) && !file.endsWith('.test.ts') && !file.startsWith('testing/'))
    .flatMap((file) => {
      const code = readFileSync(join(source, file), 'utf8')
      const whole = Array.from(code.matchAll(/\bt\(\s*'([\w.-]+)'/g), (match) => match[1] ?? '').filter((key) => !en.has(key))
      const begun = Array.from(code.matchAll(/\bt\(\s*`([\w.-]+\.)\$\{/g), (match) => match[1] ?? '').filter(
        (start) => ![...en.keys()].some((key) => key.startsWith(start)),
      )
      return [...whole, ...begun].map((key) => `${relative('.', file)}: ${key}`)
    })
  expect(missing).toEqual([])
})
