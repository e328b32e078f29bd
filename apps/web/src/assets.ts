import type { Locale } from './language.ts'

/** The part of Vite's manifest that we read. */
export type Manifest = Record<string, ManifestEntry>

export interface ManifestEntry {
  file: string
  isEntry?: boolean
  isDynamicEntry?: boolean
  imports?: string[]
  dynamicImports?: string[]
  css?: string[]
  assets?: string[]
}

/** A file of the manifest and everything it cannot run without. */
export function closure(manifest: Manifest, key: string, seen = new Set<string>()): Set<string> {
  const entry = manifest[key]
  if (!entry || seen.has(key)) return seen
  seen.add(key)
  for (const needed of entry.imports ?? []) closure(manifest, needed, seen)
  return seen
}

const latin = ['literata-latin-wght-normal', 'atkinson-hyperlegible-next-latin-wght-normal']
const fontsOf: Record<Locale, readonly string[]> = {
  en: latin,
  so: latin,
  ar: ['noto-naskh-arabic-arabic-wght-normal', 'noto-sans-arabic-arabic-wght-normal'],
}

/** What a document should ask for early: the two faces of its language, and the application where it cannot wait. */
export function assetsOf(manifest: Manifest) {
  const files = new Set(Object.values(manifest).flatMap((entry) => [entry.file, ...(entry.assets ?? [])]))
  const fontFile = (name: string) => [...files].filter((file) => file.startsWith(`assets/${name}-`)).map((file) => `/${file}`)
  return {
    fonts: (locale: Locale): string[] => fontsOf[locale].flatMap(fontFile),
    application: [...closure(manifest, 'src/start.ts')].flatMap((key) => manifest[key]?.file ?? []).map((file) => `/${file}`),
  }
}
