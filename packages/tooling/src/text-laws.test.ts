import { expect, test } from 'vitest'
import { breachesIn } from './text-laws.ts'

test.each([
  ['a rule switched off', 'apps/server/src/a.ts', '// oxlint-disable-next-line'],
  ['work left for later', 'apps/server/src/a.ts', '// TODO later'],
  ['a cast through unknown', 'apps/server/src/a.ts', 'const b = a as unknown as B'],
  ['a fixed wait', 'e2e/specs/a.spec.ts', 'await page.waitForTimeout(500)'],
  ['a test left out', 'apps/server/src/a.test.ts', "test.skip('guarantees', () => {})"],
  ['a margin on the left', 'apps/web/src/a.vue', '<div class="flex ml-2">'],
  ['text set to the left', 'apps/web/src/a.vue', '<div class="sm:text-left">'],
  ['a style on the left', 'apps/web/src/a.css', '  padding-left: 1rem;'],
  ['a live key', 'README.md', `sk_live_${'a'.repeat(24)}`],
])('finds %s', (_, path, text) => {
  expect(breachesIn(path, `first line\n${text}`)).toEqual([expect.stringContaining(`${path}:2`)])
})

test('lets logical directions pass', () => {
  expect(breachesIn('apps/web/src/a.vue', '<div class="ms-2 ps-4 text-start start-0 rounded-s-md">')).toEqual([])
})

test('lets a cast pass that a docstring answers for', () => {
  const helper = [
    '/** Safe: the only writer of the column checked it. */',
    'function asChecked(value: unknown): Checked {',
    '  return value as unknown as Checked',
    '}',
  ]
  expect(breachesIn('apps/server/src/a.ts', helper.join('\n'))).toEqual([])
  expect(breachesIn('apps/server/src/a.ts', helper.slice(1).join('\n'))).toHaveLength(1)
})
