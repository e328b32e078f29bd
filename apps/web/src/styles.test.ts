import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const source = dirname(fileURLToPath(import.meta.url))
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(vue|css)$/.test(file))

/** Utilities and properties that know left and right, which Arabic has the other way round. */
const physical = [
  /(?<![\w-])-?(?:ml|mr|pl|pr|scroll-ml|scroll-mr|scroll-pl|scroll-pr)-(?:\d|px|auto|\[|\()/g,
  /(?<![\w-])-?(?:left|right)-(?:\d|px|auto|full|\[|\()/g,
  /(?<![\w-])(?:text|float|clear)-(?:left|right)(?![\w-])/g,
  /(?<![\w-])(?:border|rounded)-(?:l|r|tl|tr|bl|br)(?:-[\w[(]+)?(?=["'\s`])/g,
  /(?<![\w-])(?:margin|padding|border)-(?:left|right)(?:-\w+)?\s*:/g,
  /(?<=[;{\s])(?:left|right)\s*:\s*(?=[-\d]|auto|calc|var)/g,
  /text-align\s*:\s*(?:left|right)/g,
]

it('no page knows left from right', () => {
  const found = files.flatMap((file) => {
    const code = readFileSync(join(source, file), 'utf8')
    return physical.flatMap((pattern) => Array.from(code.matchAll(pattern), (match) => `${file}: ${match[0]}`))
  })
  expect(found).toEqual([])
})

it('sees a physical direction where there is one', () => {
  const planted = ['class="ml-2"', 'class="text-left"', 'class="border-l"', 'a { margin-left: 1px }', 'a { left: 0 }', 'class="-right-2"']
  expect(planted.filter((code) => !physical.some((pattern) => new RegExp(pattern).test(code)))).toEqual([])
})
