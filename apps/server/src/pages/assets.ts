import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { answer, immutable, type Answer } from './answers.ts'

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
}

/** The built files of the web app by their address, but for the template of its pages. They are few and small: all of them stay in memory, and no address can name another file. */
export function readAssets(folder: string): ReadonlyMap<string, Answer> {
  const found = new Map<string, Answer>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    const address = `/${relative(folder, file).split(sep).join('/')}`
    const type = types[extname(entry.name)]
    if (!entry.isFile() || !type || address === '/index.html' || address.startsWith('/.vite/')) continue
    found.set(address, answer(200, type, readFileSync(file), address.startsWith('/assets/') ? immutable : undefined))
  }
  return found
}
