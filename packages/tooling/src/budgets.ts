import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { isRecord, readJson } from './json.ts'
import { root } from './places.ts'

const client = join(root, 'apps/web/dist/client')
const kilobyte = 1024
const limits = { firstRoute: 150 * kilobyte, style: 25 * kilobyte, furtherRoute: 60 * kilobyte }

type Chunk = { file: string; imports: string[]; dynamic: boolean; entry: boolean }

/** Weights of the built web app against its budgets, gzipped: rows for the reader, and what is over. */
export function weigh(): { rows: string[]; over: string[] } {
  const chunks = readManifest()
  const entry = [...chunks].find(([, chunk]) => chunk.entry)?.[0]
  if (entry === undefined) return { rows: [], over: ['the manifest names no entry: build the web app first'] }
  const app = closure(chunks, [entry, 'src/start.ts'])
  const locale = [...chunks].filter(([name]) => /locales\/\w+\.json$/.test(name)).map(([, { file }]) => weight(file))
  const base = sum(app) + Math.max(0, ...locale)
  const routes = [...chunks].filter(([name, chunk]) => chunk.dynamic && name.endsWith('.vue'))
  const rows: string[] = []
  const over: string[] = []
  const judge = (name: string, bytes: number, limit: number) => {
    const row = `${name}: ${(bytes / kilobyte).toFixed(1)} of ${limit / kilobyte} kB`
    rows.push(row)
    if (bytes > limit) over.push(row)
  }
  judge('scripts of every route', base, limits.firstRoute)
  for (const [name] of routes) {
    const own = sum(new Set([...closure(chunks, [name])].filter((file) => !app.has(file))))
    if (/features\/marketplace\//.test(name)) judge(`first route ${name}`, base + own, limits.firstRoute)
    else judge(`own scripts of ${name}`, own, limits.furtherRoute)
  }
  const styles = files(client).filter((file) => file.endsWith('.css'))
  judge('styles', sum(new Set(styles)), limits.style)
  over.push(...foreignAddresses(styles))
  return { rows, over }
}

function readManifest(): Map<string, Chunk> {
  const read = readJson(join(client, '.vite/manifest.json'))
  const chunks = new Map<string, Chunk>()
  for (const [name, chunk] of Object.entries(isRecord(read) ? read : {})) {
    if (!isRecord(chunk) || typeof chunk.file !== 'string') continue
    const imports = Array.isArray(chunk.imports) ? chunk.imports.filter((each) => typeof each === 'string') : []
    chunks.set(name, { file: chunk.file, imports, dynamic: chunk.isDynamicEntry === true, entry: chunk.isEntry === true })
  }
  return chunks
}

/** The files that these chunks need before they run. */
function closure(chunks: Map<string, Chunk>, names: string[], seen = new Set<string>()): Set<string> {
  for (const name of names) {
    const chunk = chunks.get(name)
    if (chunk === undefined || seen.has(chunk.file)) continue
    seen.add(chunk.file)
    closure(chunks, chunk.imports, seen)
  }
  return seen
}

const weight = (file: string) => gzipSync(readFileSync(join(client, file)), { level: 9 }).length
const sum = (all: Set<string>) => [...all].filter((file) => /\.(js|css)$/.test(file)).reduce((bytes, file) => bytes + weight(file), 0)
const files = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' })

function foreignAddresses(styles: string[]): string[] {
  const page = readFileSync(join(client, 'index.html'), 'utf8')
  const fromPage = [...page.matchAll(/(?:src|href)="(https?:)?\/\/[^"]+"/g)].map(([found]) => `index.html asks another host: ${found}`)
  const fromStyles = styles.flatMap((file) =>
    [...readFileSync(join(client, file), 'utf8').matchAll(/(?:@import\s+|url\()["']?(?:https?:)?\/\/[^"')\s]+/g)].map(
      ([found]) => `${file} asks another host: ${found}`,
    ),
  )
  return [...fromPage, ...fromStyles]
}

if (import.meta.main) {
  const { rows, over } = weigh()
  console.log(rows.join('\n'))
  for (const row of over) console.error(`over: ${row}`)
  process.exitCode = over.length === 0 ? 0 : 1
}
