import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePortsInARow } from '@edurise/tooling/ports'
import { cloneDatabase, makeTemplate, type TestDatabase } from '@edurise/db/testing'

const root = new URL('../../../', import.meta.url).pathname
const secretKey = 'sk_test_of_the_benchmarks'
export const webhookSecret = 'whsec_of_the_benchmarks'

export interface Addresses {
  web: string
  worker: string
  sandbox: string
  stripe: string
}

/** One program of the system as a process of its own, that can be killed and started again. */
export interface Program {
  readonly name: string
  start: () => Promise<void>
  /** SIGKILL: nothing is finished, nothing is said. */
  kill: () => Promise<void>
  stop: () => Promise<void>
  /** Resident memory in MB. */
  memory: () => Promise<number>
  /** Seconds of processor that it has used since it was started. */
  processor: () => Promise<number>
}

async function answers(url: string, milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds
  while (Date.now() < end) {
    const ok = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      ({ ok: good }) => good,
      () => false,
    )
    if (ok) return
    await pause(50)
  }
  throw new Error(`${url} did not answer within ${milliseconds} ms`)
}

function program(name: string, file: string, env: Record<string, string>, ready: string): Program {
  let child: ChildProcess | undefined
  // A benchmark that breaks off leaves nothing running.
  process.on('exit', () => child?.kill('SIGKILL'))
  const ended = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const closed = once(child, 'close')
    child.kill(signal)
    await closed
  }
  return {
    name,
    async start() {
      child = spawn(process.execPath, [join(root, file)], {
        cwd: root,
        env: { ...process.env, ...env },
        stdio: ['ignore', process.env['SHOW'] ? 'inherit' : 'ignore', 'inherit'],
      })
      await answers(ready, 90_000)
    },
    kill: () => ended('SIGKILL'),
    stop: () => ended('SIGTERM'),
    async memory() {
      if (!child?.pid) return 0
      const { readFile } = await import('node:fs/promises')
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
      return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
    },
    async processor() {
      if (!child?.pid) return 0
      const { readFile } = await import('node:fs/promises')
      const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8').catch(() => '')
      // After the name in brackets: user and system time are the 12th and 13th, in hundredths of a second.
      const [user = 0, system = 0] = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .slice(11, 13)
        .map(Number)
      return (user + system) / 100
    },
  }
}

export interface BenchWorld {
  database: TestDatabase
  addresses: Addresses
  /** What the programs were started with; also for asking them in this process. */
  env: Record<string, string>
  web: Program
  worker: Program
  sandbox: Program
  close: () => Promise<void>
}

/** The whole system on a database of its own: sandbox, web server and worker as processes, on free ports. */
export async function openBenchWorld(extra: Record<string, string> = {}): Promise<BenchWorld> {
  await makeTemplate()
  const database = await cloneDatabase()
  const webPort = await freePortsInARow(5)
  const [workerPort, sandboxPort] = [webPort + 1, webPort + 2]
  const addresses = {
    web: `http://localhost:${webPort}`,
    worker: `http://localhost:${workerPort}`,
    sandbox: `http://localhost:${sandboxPort}`,
    stripe: `http://localhost:${sandboxPort + 1}`,
  }
  const env = {
    NODE_ENV: 'development',
    LOG_LEVEL: process.env['SHOW'] ?? 'fatal',
    PUBLIC_URL: addresses.web,
    DATABASE_URL: database.urls.app,
    AUTH_SECRET: 'a secret of the benchmarks, long enough',
    STRIPE_SECRET_KEY: secretKey,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_API_BASE: addresses.stripe,
    SMTP_URL: `smtp://localhost:${sandboxPort + 2}`,
    METRICS_TOKEN: 'metrics of the benchmarks',
    // As npm start and the image do: a server that was killed is back at once.
    NODE_COMPILE_CACHE: join(tmpdir(), 'edurise-bench-compiled'),
    ...extra,
  }
  const sandboxEnv = {
    SANDBOX_PORT: String(sandboxPort),
    SANDBOX_DATA: ':memory:',
    SANDBOX_WEBHOOK_URL: `${addresses.web}/api/v1/payments/webhooks/stripe`,
    STRIPE_SECRET_KEY: secretKey,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
  }
  const sandbox = program('sandbox', 'apps/sandbox/src/main.ts', sandboxEnv, `${addresses.sandbox}/control/knobs`)
  const web = program('web', 'apps/server/src/main.ts', { ...env, ROLE: 'web', PORT: String(webPort) }, `${addresses.web}/readyz`)
  const worker = program(
    'worker',
    'apps/server/src/main.ts',
    { ...env, ROLE: 'worker', PORT: String(workerPort) },
    `${addresses.worker}/readyz`,
  )
  return {
    database,
    addresses,
    env,
    web,
    worker,
    sandbox,
    async close() {
      await Promise.all([web.stop(), worker.stop()])
      await sandbox.stop()
      await database.close()
    },
  }
}
