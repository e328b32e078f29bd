// @vitest-environment node
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { RouteRecordRaw } from 'vue-router'
import { closure, type Manifest } from './assets.ts'
import { folderOf } from './i18n.ts'
import { messagesOf } from './routes.ts'

const client = fileURLToPath(new URL('../dist/client/', import.meta.url))
/** The runner asks for them right after its build: an older build would be measured against newer sources. */
const built = process.env['BUDGETS'] === '1' && existsSync(`${client}.vite/manifest.json`)

const kB = 1000
/** quality.md: the first route with everything it runs, a further route with what it adds, and the one style sheet. */
const limits = { first: 150 * kB, further: 60 * kB, styles: 25 * kB }

interface View {
  name: string
  path: string
  file: string
  ssr: boolean
  messages: readonly string[]
}

/** The views, read off the routes as they are written: the build names its files after the same paths. */
function views(): View[] {
  const files = import.meta.glob<RouteRecordRaw[]>('./features/*/routes.ts', { eager: true, import: 'routes' })
  return Object.entries(files).flatMap(([from, routes]) => routes.flatMap((route) => viewsOf(from, route)))
}

function viewsOf(from: string, route: RouteRecordRaw): View[] {
  const written =
    typeof route.component === 'function' ? /import(?:__)?\(\s*["']([^"']+)["']/.exec(String(route.component))?.[1] : undefined
  const file = written
    ? fileURLToPath(new URL(written.replace(/^\/src\//, './'), new URL(written.startsWith('/') ? '.' : from, import.meta.url)))
    : undefined
  const source = fileURLToPath(new URL('.', import.meta.url))
  const own = file
    ? [
        {
          name: String(route.name ?? route.path),
          path: route.path,
          file: `src/${file.slice(source.length)}`,
          ssr: route.meta?.ssr ?? false,
          messages: messagesOf(route.meta ?? {}),
        },
      ]
    : []
  return [...own, ...(route.children ?? []).flatMap((child) => viewsOf(from, child))]
}

describe.skipIf(!built)('after a build', () => {
  const manifest = built ? (JSON.parse(readFileSync(`${client}.vite/manifest.json`, 'utf8')) as Manifest) : {}
  const sizes = new Map<string, number>()
  const size = (file: string) => {
    const known = sizes.get(file) ?? gzipSync(readFileSync(client + file), { level: 9 }).length
    sizes.set(file, known)
    return known
  }
  const sum = (keys: Iterable<string>) =>
    [...keys].flatMap((key) => manifest[key]?.file ?? []).reduce((total, file) => total + size(file), 0)
  const frame = new Set([
    ...closure(manifest, 'index.html'),
    ...closure(manifest, 'src/start.ts'),
    ...closure(manifest, 'src/locales/en.json'),
  ])
  const providers = closure(manifest, 'src/frames/AppProviders.vue')

  const table = views().map((view) => {
    const texts = view.messages.map((feature) => `src/${folderOf(feature)}/en.json`)
    const keys = new Set([view.file, ...texts].flatMap((key) => [...closure(manifest, key)]))
    const base = view.ssr ? frame : new Set([...frame, ...providers])
    return { ...view, own: sum([...keys].filter((key) => !base.has(key))), whole: sum(new Set([...base, ...keys])) }
  })

  it('every route is found in the build', () => {
    expect(table.filter((view) => !manifest[view.file]).map((view) => view.file)).toEqual([])
    const row = (name: string, own: number, whole: number) =>
      `${name.padEnd(44)}${(own / kB).toFixed(1).padStart(8)} kB own${(whole / kB).toFixed(1).padStart(8)} kB in all`
    process.stdout.write(`\n${[row('(frame)', 0, sum(frame)), ...table.map((view) => row(view.path, view.own, view.whole))].join('\n')}\n`)
  })

  it('a public page runs on 150 kB of script at most', () => {
    expect(table.filter((view) => view.ssr && view.whole > limits.first).map((view) => [view.path, view.whole])).toEqual([])
    expect(sum(frame)).toBeLessThan(limits.first)
  })

  it('a public page loads next to nothing before somebody touches it', () => {
    expect(sum(closure(manifest, 'index.html'))).toBeLessThan(5 * kB)
  })

  it('every other page adds 60 kB at most', () => {
    expect(table.filter((view) => view.own > limits.further).map((view) => [view.path, view.own])).toEqual([])
  })

  it('all styles together are 25 kB at most', () => {
    const sheets = new Set(
      Object.values(manifest).flatMap((entry) => [...(entry.css ?? []), ...(entry.file.endsWith('.css') ? [entry.file] : [])]),
    )
    expect([...sheets].reduce((total, file) => total + size(file), 0)).toBeLessThan(limits.styles)
  })

  it('no file asks another host for anything', () => {
    const hosts = /\b(?:fetch|import)\(["'`]https?:|url\(["']?https?:|<(?:script|link|img)[^>]+(?:src|href)=["']https?:/
    const texts = Object.values(manifest)
      .flatMap((entry) => [entry.file, ...(entry.css ?? [])])
      .filter((file) => /\.(js|css)$/.test(file))
    expect([...new Set(texts)].filter((file) => hosts.test(readFileSync(client + file, 'utf8')))).toEqual([])
  })
})
