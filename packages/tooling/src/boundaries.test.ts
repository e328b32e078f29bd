import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { isRecord } from './json.ts'
import { root } from './places.ts'

const config = join(root, 'packages/tooling/boundaries.cjs')
const folder = mkdtempSync(join(tmpdir(), 'edurise-boundaries-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const contracts = 'packages/contracts/src/index.ts'
const db = 'packages/db/src/index.ts'
const courses = 'apps/server/src/features/courses'
const payments = 'apps/server/src/features/payments'

/** One breach a rule: the file that commits it and what it imports. */
const faults: Record<string, [from: string, to: string]> = {
  'no-cycles': ['apps/server/src/cycle-a.ts', 'apps/server/src/cycle-b.ts'],
  'nothing-unresolved': ['apps/server/src/lost.ts', 'apps/server/src/nowhere.ts'],
  'contracts-stand-alone': ['packages/contracts/src/courses.ts', db],
  'db-reads-contracts': ['packages/db/src/client.ts', 'packages/jobs/src/index.ts'],
  'jobs-read-contracts': ['packages/jobs/src/payments.ts', db],
  'web-reads-contracts': ['apps/web/src/api.ts', db],
  'web-takes-one-type': ['apps/web/src/session.ts', 'apps/server/src/context.ts'],
  'server-never-reads-web': ['apps/server/src/render.ts', 'apps/web/src/words.ts'],
  'e2e-stays-outside': ['e2e/fixtures.ts', 'apps/server/src/context.ts'],
  'features-meet-at-the-door': [`${payments}/start-checkout.ts`, `${courses}/publish-course.ts`],
  'kernel-below-features': ['apps/server/src/kernel.ts', `${courses}/index.ts`],
  'sql-in-queries': [`${courses}/archive-course.ts`, 'kysely'],
  'queries-decide-nothing': [`${courses}/queries.ts`, `${courses}/publish-course.ts`],
  'trpc-in-routers': [`${courses}/list-courses.ts`, '@trpc/server'],
  'fastify-in-webhooks': [`${courses}/serve-course.ts`, 'fastify'],
  'providers-in-gateways': [`${payments}/refund-payment.ts`, 'stripe'],
  'boss-in-jobs': [`${payments}/sync-payment.ts`, 'pg-boss'],
  'sandbox-stands-outside': ['apps/sandbox/src/main.ts', contracts],
  'tooling-reads-db': ['packages/tooling/src/start.ts', contracts],
  'tests-stay-tests': [`${courses}/cover-course.ts`, 'apps/server/src/testing/world.ts'],
}

/** What is allowed, and has to stay so. */
const allowed: [from: string, to: string][] = [
  [`${payments}/router.ts`, `${courses}/index.ts`],
  [`${payments}/queries.ts`, 'kysely'],
  [`${courses}/router.ts`, '@trpc/server'],
  [`${payments}/webhooks.ts`, 'fastify'],
  ['apps/server/src/gateways/stripe.ts', 'stripe'],
  ['apps/server/src/worker.ts', 'pg-boss'],
  [`${courses}/publish-course.db.test.ts`, 'apps/server/src/testing/world.ts'],
  ['apps/web/src/errors.ts', contracts],
]

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

function importing(from: string, to: string): string {
  const target = /^(apps|packages|e2e)\//.test(to) ? `${'../'.repeat(from.split('/').length - 1)}${to}` : to
  return `import * as other from '${target}'\nexport const used = other\n`
}

function cruise(): string[] {
  const { stdout, stderr } = spawnSync(
    join(root, 'node_modules/.bin/depcruise'),
    ['--config', config, '--output-type', 'json', 'apps', 'packages', 'e2e'],
    { cwd: folder, encoding: 'utf8' },
  )
  const report: unknown = stdout.startsWith('{') ? JSON.parse(stdout) : stderr
  const summary =
    isRecord(report) && isRecord(report.summary) && Array.isArray(report.summary.violations) ? report.summary.violations : [stderr]
  return summary
    .filter(isRecord)
    .map((violation) => `${isRecord(violation.rule) ? String(violation.rule.name) : ''}: ${String(violation.from)}`)
}

test('every rule of the house is broken by the import that it forbids, and no rule by an import that is allowed', () => {
  for (const name of ['kysely', '@trpc/server', 'fastify', 'stripe', 'pg-boss']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
    write(`node_modules/${name}/index.js`, 'exports.some = 1\n')
  }
  const needed = [
    'apps/server/src/context.ts',
    'apps/server/src/testing/world.ts',
    'apps/web/src/words.ts',
    'packages/jobs/src/index.ts',
    contracts,
    db,
  ]
  const doors = [`${courses}/index.ts`, `${courses}/publish-course.ts`]
  for (const path of [...needed, ...doors]) write(path, 'export const some = 1\n')
  write(
    'package.json',
    JSON.stringify({
      name: 'house',
      private: true,
      dependencies: { kysely: '1', fastify: '1', stripe: '1', 'pg-boss': '1', '@trpc/server': '1' },
    }),
  )
  for (const [from, to] of [...Object.values(faults), ...allowed]) write(from, importing(from, to))
  write('apps/server/src/cycle-b.ts', importing('apps/server/src/cycle-b.ts', 'apps/server/src/cycle-a.ts'))

  const found = cruise()
  const broken = Object.entries(faults).map(([rule, [from]]) => `${rule}: ${from}`)
  expect(found).toEqual(expect.arrayContaining(broken))
  expect(found.filter((each) => allowed.some(([from]) => each.endsWith(`: ${from}`)))).toEqual([])
}, 60_000)

test('no rule is left without a fault that shows it bites', () => {
  const loaded: unknown = createRequire(import.meta.url)(config)
  const rules = isRecord(loaded) && Array.isArray(loaded.forbidden) ? loaded.forbidden.filter(isRecord).map(({ name }) => String(name)) : []
  expect(rules.toSorted()).toEqual(Object.keys(faults).toSorted())
})
