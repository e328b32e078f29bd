import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { browserArguments, findBrowser } from './browser.ts'
import { inData, root } from './places.ts'
import { requireSpace } from './preflight.ts'
import { giveUp } from './refusal.ts'
import { readPlaywright, readVitest } from './test-reports.ts'
import type { Counts } from './test-reports.ts'
import { buildWeb } from './web-build.ts'

const help = `Everything that has to be true before a change is taken; the last line says "N passed, N failed".

  npm test                     all of it
  npm run check                the same without build, budgets and browser
    -- types unit …            these steps only
    -- --list                  the names of the steps`

type Result = Counts & { said: string }
type Step = { name: string; slow?: true; run: () => Promise<Result> }

const reports = inData('reports')
const tool = (name: string) => `node_modules/.bin/${name}`
const own = (name: string) => ['node', `packages/tooling/src/${name}.ts`]

const steps: Step[] = [
  check('format', [tool('oxfmt'), '--check', '.']),
  check('lint', [tool('oxlint')]),
  check('types', [tool('turbo'), 'run', 'types', '--continue', '--output-logs=errors-only']),
  check('boundaries', [tool('depcruise'), '--config', 'packages/tooling/boundaries.cjs', 'apps', 'packages', 'e2e']),
  check('unused', [tool('knip')]),
  check('manifests', [tool('sherif')]),
  check('text laws', own('text-laws')),
  check('lock file', own('lockfile')),
  { name: 'audit', run: audit },
  vitest('unit', ['unit', 'web']),
  vitest('database', ['db']),
  { name: 'web build', slow: true, run: () => attempt(async () => ((await buildWeb()) ? 'built' : 'unchanged')) },
  { ...vitest('budgets', ['web'], ['apps/web/src/budgets.test.ts'], { BUDGETS: '1' }), slow: true },
  { name: 'browser', slow: true, run: browser },
  { ...check('controls', [...own('bench'), 'controls', '--quick']), slow: true },
  { ...check('faults', [...own('bench'), 'faults', '--purchases', '80', '--kills', '6']), slow: true },
]

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      fast: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void console.log(help)
  const chosen = steps.filter(({ name, slow }) => (positionals.length > 0 ? positionals.includes(name) : !(values.fast && slow)))
  if (values.list) return void console.log(chosen.map(({ name }) => name).join('\n'))
  requireSpace(root, 500)
  mkdirSync(reports, { recursive: true })
  const began = performance.now()
  const total = { passed: 0, failed: 0, skipped: 0 }
  const table: string[] = []
  for (const { name, run } of chosen) {
    const from = performance.now()
    const result = await run()
    const row = describe(name, performance.now() - from, result)
    table.push(row)
    console.log(row)
    if (result.failed > 0) console.log(`\n${indent(result.said)}\n`)
    for (const count of ['passed', 'failed', 'skipped'] as const) total[count] += result[count]
  }
  const skipped = total.skipped === 0 ? '' : `, ${total.skipped} skipped`
  console.log(`\n${table.join('\n')}\n\n  ${chosen.length} steps in ${seconds(performance.now() - began)}${skipped}\n`)
  // Nothing that passed is not a success.
  const failed = total.passed + total.failed === 0 ? 1 : total.failed
  console.log(`${total.passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}

/** A static check: one case. */
function check(name: string, command: string[]): Step {
  return {
    name,
    run: async () => {
      const { code, said } = await execute(command)
      return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, said }
    },
  }
}

function vitest(name: string, projects: string[], files: string[] = [], env: NodeJS.ProcessEnv = {}): Step {
  return {
    name,
    run: async () => {
      const report = `${reports}/${name}.json`
      rmSync(report, { force: true })
      const which = projects.flatMap((project) => ['--project', project])
      const output = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
      const { code, said } = await execute([tool('vitest'), 'run', ...files, ...which, ...output], env)
      return believe(code, readVitest(report), said)
    },
  }
}

async function browser(): Promise<Result> {
  const report = `${reports}/browser.json`
  rmSync(report, { force: true })
  return attemptAll(async () => {
    const found = await findBrowser()
    console.log(`    Chromium of ${found.from}: ${found.path}`)
    const env = { ...found.env, CHROMIUM_PATH: found.path, CHROMIUM_ARGUMENTS: browserArguments.join(' ') }
    const out = { PLAYWRIGHT_JSON_OUTPUT_NAME: report, PLAYWRIGHT_JSON_OUTPUT_FILE: report }
    const { code, said } = await execute(['pnpm', '--filter', '@edurise/e2e', 'exec', 'playwright', 'test', '--reporter=line,json'], {
      ...env,
      ...out,
    })
    return believe(code, readPlaywright(report), said)
  })
}

/** A registry that answers no audit says nothing about safety: then it counts neither way. */
async function audit(): Promise<Result> {
  const { code, said } = await execute(['pnpm', 'audit', '--prod', '--audit-level', 'high'], {}, 30_000)
  if (code === 0) return { passed: 1, failed: 0, skipped: 0, said }
  return /vulnerabilit/i.test(said) && /severity/i.test(said)
    ? { passed: 0, failed: 1, skipped: 0, said }
    : { passed: 0, failed: 0, skipped: 0, said: 'not run: the registry does not answer audits' }
}

/** A report is believed only together with the exit code. */
function believe(code: number, counts: Counts | undefined, said: string): Result {
  const { passed, failed, skipped } = counts ?? { passed: 0, failed: 0, skipped: 0 }
  return { passed, skipped, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed, said }
}

function attempt(work: () => Promise<string>): Promise<Result> {
  return attemptAll(async () => ({ passed: 1, failed: 0, skipped: 0, said: await work() }))
}

async function attemptAll(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    return { passed: 0, failed: 1, skipped: 0, said: error instanceof Error ? error.message : String(error) }
  }
}

async function execute(command: string[], env: NodeJS.ProcessEnv = {}, timeout?: number): Promise<{ code: number; said: string }> {
  const [program = 'node', ...args] = command
  const options = {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', CI: 'true', ...env },
    ...(timeout === undefined ? {} : { timeout }),
  }
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)))
  child.on('error', (error) => (said += error.message))
  const [code]: unknown[] = await once(child, 'close')
  return { code: typeof code === 'number' ? code : 1, said }
}

function describe(name: string, milliseconds: number, { passed, failed, skipped, said }: Result): string {
  const state = failed > 0 ? 'FAIL' : passed > 0 ? 'ok' : 'none'
  const counts = failed > 0 ? `${passed} passed, ${failed} failed` : passed > 0 ? `${passed} passed` : said
  return `  ${state.padEnd(5)}${name.padEnd(12)}${seconds(milliseconds).padStart(8)}  ${counts}${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`
const indent = (text: string) =>
  text
    .trim()
    .split('\n')
    .slice(-120)
    .map((line) => `    ${line}`)
    .join('\n')

main().catch(giveUp)
