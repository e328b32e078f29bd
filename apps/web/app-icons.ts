import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { getIcons } from '@iconify/utils'
import type { Plugin } from 'vite'

const source = fileURLToPath(new URL('./src/', import.meta.url))
const id = 'virtual:app-icons'
const used = /i-lucide-([a-z0-9]+(?:-[a-z0-9]+)*)/g

/** What a visitor's first page shows: these icons travel with it, all others with the pages behind the sign-in. */
export const publicFiles = ['src/{ui,frames}/**/*.{vue,ts}', 'src/features/{marketplace,reviews,tenants}/**/*.{vue,ts}', 'src/*.{vue,ts}']

function namesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.(vue|ts)$/.test(file) && !file.endsWith('.test.ts'),
  )
  const names = files.flatMap((file) => [...readFileSync(`${folder}/${file}`, 'utf8').matchAll(used)].map(([, name = '']) => name))
  return [...new Set(names)].toSorted()
}

/** `virtual:app-icons`: the drawings of every icon that the app names anywhere. No page asks another host for one. */
export function appIcons(): Plugin {
  return {
    name: 'app-icons',
    resolveId: (name) => (name === id ? `\0${id}` : undefined),
    load(name) {
      if (name !== `\0${id}`) return undefined
      const all: unknown = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('@iconify-json/lucide/icons.json'), 'utf8'))
      return `export default ${JSON.stringify(getIcons(asIcons(all), namesIn(source)))}`
    },
  }
}

/** The package's own file: its name says what it holds. */
function asIcons(value: unknown): Parameters<typeof getIcons>[0] {
  return value as Parameters<typeof getIcons>[0]
}
