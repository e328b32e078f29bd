import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { freePortsInARow } from '@edurise/tooling/ports'
import { startTestCluster } from '@edurise/tooling/test-cluster'

const root = new URL('..', import.meta.url).pathname
const password = 'browser'

/** Addresses of the system under test, as the specs read them. */
export interface Addresses {
  web: string
  sandbox: string
}

async function run(file: string, args: string[], env: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, [join(root, file), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code]: unknown[] = await once(child, 'close')
  if (code !== 0) throw new Error(`${file} ended with ${String(code)}`)
}

async function ready(url: string): Promise<void> {
  const end = Date.now() + 60_000
  while (Date.now() < end) {
    const ok = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      (answer) => answer.ok,
      () => false,
    )
    if (ok) return
    await pause(100)
  }
  throw new Error(`${url} did not become ready`)
}

/** The root of the sandbox's PayPal certificates, from the line that it prints when it listens. */
function paypalRootOf(output: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface(output)
      .on('line', (line) => {
        const said: unknown = JSON.parse(line)
        if (typeof said === 'object' && said !== null && 'paypalRoot' in said && typeof said.paypalRoot === 'string')
          resolve(said.paypalRoot)
      })
      .on('close', () => reject(new Error('the sandbox ended before it was ready')))
  })
}

/** Everything a newcomer starts, on a database and ports of its own, with the demo in it. */
export async function startSystem(): Promise<{ addresses: Addresses; stop: () => Promise<void> }> {
  const cluster = await startTestCluster()
  const folder = mkdtempSync(join(tmpdir(), 'edurise-browser-'))
  const client = new pg.Client({ connectionString: `${cluster.url}/postgres` })
  await client.connect()
  await client.query('create database browser')
  await client.end()

  const web = await freePortsInARow(4)
  const sandbox = web + 1
  const url = new URL(`${cluster.url}/browser`)
  url.username = 'edurise_app'
  url.password = password
  const plenty = '100000'
  const env = {
    NODE_ENV: 'development',
    LOG_LEVEL: process.env['E2E_LOG'] ?? 'error',
    DATABASE_OWNER_URL: `${cluster.url}/browser`,
    DATABASE_URL: url.href,
    AUTH_SECRET: 'a secret of the browser tests, long enough',
    STRIPE_SECRET_KEY: 'sk_test_of_the_browser_tests',
    STRIPE_WEBHOOK_SECRET: 'whsec_of_the_browser_tests',
    STRIPE_API_BASE: `http://localhost:${sandbox + 1}`,
    PAYPAL_CLIENT_ID: 'client of the browser tests',
    PAYPAL_CLIENT_SECRET: 'secret of the browser tests, long',
    PAYPAL_WEBHOOK_ID: '1JE4291016473214C',
    PAYPAL_API_BASE: `http://localhost:${sandbox}/paypal`,
    SMTP_URL: `smtp://localhost:${sandbox + 2}`,
    METRICS_TOKEN: 'metrics of the browser tests',
    FILES_URL: `file://${folder}/`,
    PORT: String(web),
    PUBLIC_URL: `http://localhost:${web}`,
    ROLE: 'all',
    SANDBOX_PORT: String(sandbox),
    SANDBOX_DATA: ':memory:',
    SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${web}/api/v1/payments/webhooks/stripe`,
    EMBEDDED: '1',
    // All of the browser tests come from one address.
    LIMIT_API_ANONYMOUS: plenty,
    LIMIT_API_SIGNED_IN: plenty,
    LIMIT_PAYMENTS: plenty,
    LIMIT_UPLOADS: plenty,
    LIMIT_SIGN_IN: plenty,
    LIMIT_SIGN_IN_DAY: plenty,
    LIMIT_SIGN_UP: plenty,
    LIMIT_RESET: plenty,
  }
  await run('packages/db/src/migrate-cli.ts', [], env)
  await run('apps/server/src/demo/seed.ts', [], env)
  const children: ChildProcess[] = []
  const start = (file: string, more: Record<string, string> = {}) => {
    const child = spawn(process.execPath, [join(root, file)], {
      cwd: root,
      env: { ...process.env, ...env, ...more },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    if (process.env['E2E_LOG']) child.stdout.pipe(process.stdout)
    children.push(child)
    return child.stdout
  }
  const PAYPAL_TRUSTED_ROOT = await paypalRootOf(start('apps/sandbox/src/main.ts'))
  start('apps/server/src/main.ts', { PAYPAL_TRUSTED_ROOT }).resume()
  const addresses = { web: `http://localhost:${web}`, sandbox: `http://localhost:${sandbox}` }
  await Promise.all([ready(`${addresses.web}/readyz`), ready(`${addresses.sandbox}/control/knobs`)])
  return {
    addresses,
    async stop() {
      for (const child of children.toReversed()) {
        const closed = once(child, 'close')
        child.kill('SIGTERM')
        await closed
      }
      await cluster.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
