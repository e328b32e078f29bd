import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { loadEnvFile } from 'node:process'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { openDatabase } from './database.ts'
import type { Database } from './database.ts'
import { developmentSecrets } from './development-secrets.ts'
import { isRecord } from './json.ts'
import { inData, makeDataFolder, root } from './places.ts'
import { requirePorts, requireSpace } from './preflight.ts'
import { Programs, endLeftovers } from './processes.ts'
import type { Ending } from './processes.ts'
import { Refusal, giveUp } from './refusal.ts'
import { runStep } from './run-step.ts'
import { ownerEnvironment, paypalOfSandbox, readPorts, serverEnvironment } from './settings.ts'
import type { Ports } from './settings.ts'
import { buildWeb } from './web-build.ts'

const help = `Starts everything: database, sandbox, server and worker. Ctrl-C ends all of it.

  npm start                      as a visitor would see it
  npm run dev                    the same, and reloads server and web when their files change
    -- --verbose                 shows every line that the programs log (all of it is in .data/logs)
    -- --demo                    seeds the demo into an empty database of your own, too (DATABASE_URL)

  PORT, SANDBOX_PORT, DATABASE_URL and the server's other variables are read from the environment and from .env.`

const { values: flags } = parseArgs({
  options: {
    dev: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    demo: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const began = Number(process.env.EDURISE_BEGAN ?? Date.now())
let programs: Programs | undefined
let database: Database | undefined
let ending: Promise<void> | undefined
let endingSince = 0

async function main(): Promise<void> {
  if (flags.help) return void console.log(help)
  if (existsSync(join(root, '.env'))) loadEnvFile(join(root, '.env'))
  makeDataFolder()
  requireSpace(root, 500)
  const ports = readPorts(process.env)
  const other = await endLeftovers()
  if (other !== undefined)
    throw new Refusal(
      `It already runs here (process ${other}): http://localhost:${ports.web}. End that one first with Ctrl-C, or: kill ${other}`,
    )
  await requirePorts(wantedPorts(ports))

  const secrets = developmentSecrets()
  const build = step('web app', async () => (flags.dev ? 'served by vite' : (await buildWeb()) ? 'built' : 'unchanged'))
  // Awaited below; until then its failure must not count as unhandled.
  build.catch(() => {})
  await step('database', async () => (database = await openDatabase(process.env, secrets.DATABASE_PASSWORD)).described)
  if (database === undefined || ending !== undefined) return
  const env = serverEnvironment(process.env, ports, secrets, database)
  const seeded = await prepare(database, env)

  programs = new Programs(flags.verbose, (end) => void endAfter(end))
  const trusted = startSandbox(programs, env, ports)
  if (flags.dev) startVite(programs, ports.vite, env)
  await build
  const trust = await trusted
  if (ending !== undefined) return
  const watch = flags.dev ? ['--watch', '--watch-preserve-output'] : []
  const serverEnv = { ...env, ...trust, ...(flags.dev && { WEB_DEV_URL: `http://127.0.0.1:${ports.vite}` }) }
  programs.start({ name: 'server', command: ['node', ...watch, 'apps/server/src/main.ts'], env: serverEnv, patienceMs: 30_000 })
  await step('server', () => untilReady('server', `http://127.0.0.1:${ports.web}/readyz`))
  if (flags.dev) await step('web', () => untilReady('web', `http://127.0.0.1:${ports.vite}/`))
  if (ending !== undefined) return
  watchDatabase(database)
  console.log(welcome(ports, env, seeded))
}

/** Starts the sandbox. Answers what the server has to trust of it: the root of its PayPal's certificates, unless PayPal is another's. */
async function startSandbox(at: Programs, env: NodeJS.ProcessEnv, ports: Ports): Promise<{ PAYPAL_TRUSTED_ROOT?: string }> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const onLine = (line: string) => {
    const said = line.startsWith('{') ? parsed(line) : undefined
    if (isRecord(said) && said.sandbox === 'ready') resolve(typeof said.paypalRoot === 'string' ? said.paypalRoot : undefined)
  }
  at.start({ name: 'sandbox', command: ['node', 'apps/sandbox/src/main.ts'], env, patienceMs: 5_000, onLine })
  const authority = await promise
  const own = env.PAYPAL_API_BASE === paypalOfSandbox(ports) && !env.PAYPAL_TRUSTED_ROOT
  return own && authority !== undefined ? { PAYPAL_TRUSTED_ROOT: authority } : {}
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function wantedPorts(ports: Ports) {
  const moved = ports.sandbox + 100
  const sandbox = (port: number, use: string) => ({ port, use, variable: 'SANDBOX_PORT', instead: moved })
  return [
    { port: ports.web, use: 'the server', variable: 'PORT', instead: ports.web + 100 },
    sandbox(ports.sandbox, 'the sandbox'),
    sandbox(ports.stripe, "the sandbox's Stripe"),
    sandbox(ports.mail, "the sandbox's mail server"),
    ...(flags.dev ? [{ port: ports.vite, use: 'vite', variable: 'WEB_PORT', instead: ports.vite + 100 }] : []),
  ]
}

/** Roles, migrations and the demo. Answers whether the demo's accounts are there. */
async function prepare(at: Database, env: NodeJS.ProcessEnv): Promise<boolean> {
  const owner = ownerEnvironment(env, at)
  if (at.ownerUrl === undefined) return false
  await step('migrations', async () => {
    const said = await runStep('Migrating', ['node', 'packages/db/src/migrate-cli.ts'], owner)
    const count = said.match(/^migrated /gm)?.length ?? 0
    return count === 0 ? 'up to date' : `${count} run`
  })
  const { tenants, demo } = await look(at.ownerUrl)
  // A seed that was cut off is finished by the next start; it leaves alone what is there.
  const finished = inData('demo-seeded')
  const cutOff = at.embedded && demo && !existsSync(finished)
  if (tenants > 0 && !cutOff) return demo
  if (!at.embedded && !flags.demo) {
    console.log('    The database is empty. `npm start -- --demo` fills it with the demo.')
    return false
  }
  await step('demo', async () => {
    await runStep('Seeding the demo', ['node', 'apps/server/src/demo/seed.ts', ...(at.embedded ? [] : ['--demo'])], owner)
    if (at.embedded) writeFileSync(finished, '')
    return 'seeded'
  })
  return true
}

async function look(ownerUrl: string): Promise<{ tenants: number; demo: boolean }> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ tenants: number; demo: boolean }>(
      `select count(*)::int as tenants, coalesce(bool_or(slug = 'harbour'), false) as demo from tenants`,
    )
    return rows[0] ?? { tenants: 0, demo: false }
  } finally {
    await client.end()
  }
}

function startVite(all: Programs, port: number, env: NodeJS.ProcessEnv): void {
  const command = ['pnpm', '--filter', '@edurise/web', 'exec', 'vite', '--port', String(port), '--strictPort']
  all.start({ name: 'web', command, env, patienceMs: 5_000 })
}

/** The embedded database is no child of ours: it may have been there before. */
function watchDatabase({ lastWords }: Database): void {
  const timer = setInterval(() => {
    const lastLines = lastWords()
    if (lastLines === undefined) return
    clearInterval(timer)
    void endAfter({ name: 'database', how: 'has ended', lastLines })
  }, 1_000)
}

async function untilReady(name: string, url: string): Promise<string> {
  const until = Date.now() + 60_000
  let last = 'no answer'
  while (Date.now() < until && !isEnding()) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(5_000) })
      const body = await response.text()
      if (response.ok) return 'ready'
      last = `${response.status} ${body.slice(0, 300)}`
    } catch {
      // Not listening yet.
    }
    await pause(50)
  }
  if (isEnding()) return 'ended'
  throw new Refusal(`The ${name} was not ready within 60 s: ${url} said ${last}. Its log: ${inData('logs', `${name}.log`)}`)
}

async function step(name: string, work: () => Promise<string>): Promise<void> {
  const from = performance.now()
  const label = `  ${name.padEnd(12)}`
  const waiting = setInterval(() => console.log(`${label}…`), 10_000)
  try {
    const result = await work()
    console.log(`${label}${result}  (${((performance.now() - from) / 1000).toFixed(1)} s)`)
  } finally {
    clearInterval(waiting)
  }
}

function welcome(ports: Ports, env: NodeJS.ProcessEnv, seeded: boolean): string {
  const at = (host: string, path = '/') => `http://${host}:${ports.web}${path}`
  const rows = [
    ['Marketplace', at('localhost')],
    ...(seeded
      ? [
          ['Harbour Academy', at('harbour.localhost')],
          ['Noor Institute', at('noor.localhost')],
        ]
      : []),
    ['Mailbox', `http://localhost:${ports.sandbox}/mail`],
    ['Sandbox', `http://localhost:${ports.sandbox}/control`],
  ]
  const accounts = [
    ['student@demo.test', 'learns'],
    ['teacher@demo.test', `teaches at Harbour: ${at('harbour.localhost', '/teach')}`],
    ['admin@demo.test', `runs Harbour: ${at('harbour.localhost', '/admin')}`],
    ['noor@demo.test', `runs Noor: ${at('noor.localhost', '/admin')}`],
    ['platform@demo.test', `runs the platform: ${at('localhost', '/platform')}`],
  ]
  const table = (all: string[][]) => all.map(([first = '', second = '']) => `  ${first.padEnd(20)}${second}`).join('\n')
  const demo = seeded ? `\n\n  Demo accounts, password edurise-demo-2026\n${table(accounts)}` : ''
  const card = env.STRIPE_API_BASE ? '\n\n  Payments go to the sandbox: no money moves.' : ''
  return `\n${table(rows)}${demo}${card}\n\n  Ready in ${((Date.now() - began) / 1000).toFixed(1)} s. Logs: .data/logs. Ctrl-C ends all of it.\n`
}

const isEnding = () => ending !== undefined

function end(): Promise<void> {
  endingSince ||= Date.now()
  ending ??= (async () => {
    await programs?.stop()
    await database?.stop()
  })()
  return ending
}

async function endAfter({ name, how, lastLines }: Ending): Promise<void> {
  if (ending !== undefined) return
  console.error(
    `\nThe ${name} ${how}. Its last lines:\n${lastLines.map((line) => `  ${line}`).join('\n')}\nEverything else is being ended. Logs: .data/logs`,
  )
  await end()
  process.exit(1)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // npm and the terminal both pass Ctrl-C on: only one that comes later is a second one.
    if (ending !== undefined && Date.now() - endingSince > 2_000) process.exit(130)
    if (ending !== undefined) return
    console.log('\nEnding: requests and jobs in hand are finished first.')
    void end().then(() => process.exit(0))
  })
}

try {
  await main()
} catch (error) {
  if (ending === undefined) {
    await end()
    giveUp(error)
  }
}
