// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const source = dirname(fileURLToPath(import.meta.url))

it('every icon that is named exists, so that none is asked of another host', () => {
  const set = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('@iconify-json/lucide/icons.json'), 'utf8')) as {
    icons: object
    aliases: object
  }
  const known = new Set([...Object.keys(set.icons), ...Object.keys(set.aliases)])
  const missing = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(vue|ts)$/.test(file))
    .flatMap((file) =>
      Array.from(readFileSync(join(source, file), 'utf8').matchAll(/['"`]i-lucide-([\w-]+)['"`]/g), (match) => match[1] ?? '').filter(
        (name) => !known.has(name),
      ),
    )
  expect(missing).toEqual([])
})
