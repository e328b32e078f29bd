import { spawn } from 'node:child_process'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { cloneDatabase, type TestDatabase } from '@edurise/db/testing'
import { freePort } from '@edurise/tooling/ports'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('main.ts', import.meta.url))

/** A request whose head has arrived, and whose body has not. */
async function begunRequest(port: number) {
  const headers = { 'content-type': 'application/json', 'content-length': '2', expect: '100-continue' }
  const sent = request({ host: 'localhost', port, method: 'POST', path: '/api/v1/trpc/people.updateMe', headers })
  const answered = new Promise<number>((resolve, reject) => {
    sent.once('error', reject)
    sent.once('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
  })
  await new Promise<void>((resolve) => {
    sent.once('continue', resolve)
    sent.flushHeaders()
  })
  return {
    finish: () => {
      sent.end('{}')
      return answered
    },
  }
}

describe('the process', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await cloneDatabase()
  })
  afterAll(() => database.close())

  function environment(port: number): Record<string, string> {
    return {
      PATH: process.env.PATH ?? '',
      NODE_ENV: 'test',
      PORT: String(port),
      PUBLIC_URL: `http://localhost:${port}`,
      DATABASE_URL: database.urls.app,
      AUTH_SECRET: 'a secret of the tests, long enough',
      STRIPE_SECRET_KEY: 'sk_test_process_of_the_tests',
      STRIPE_WEBHOOK_SECRET: 'whsec_process_of_the_tests',
      STRIPE_API_BASE: 'http://localhost:9',
      SMTP_URL: 'smtp://localhost:9',
      METRICS_TOKEN: 'metrics of the tests',
    }
  }

  function run(env: Record<string, string>) {
    const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    return { child, ended, said: () => said }
  }

  it('does not start without its settings, names each and shows none of their values', async () => {
    const env = { ...environment(4000), DATABASE_URL: '', AUTH_SECRET: 'far-too-short', METRICS_TOKEN: 'changeme' }
    const { ended, said } = run(env)
    expect(await ended).toBe(1)
    for (const name of ['DATABASE_URL', 'AUTH_SECRET', 'METRICS_TOKEN']) expect(said()).toContain(name)
    expect(said()).not.toMatch(/far-too-short|changeme|\n\s+at /)
  })

  it('does not start as a role for which row level security would not hold', async () => {
    const { ended, said } = run({ ...environment(await freePort()), DATABASE_URL: database.urls.owner })
    expect(await ended).toBe(1)
    expect(said()).toContain('superuser')
  })

  it('says so when its port is taken', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, resolve))
    const address = server.address()
    const { ended, said } = run(environment(typeof address === 'object' && address ? address.port : 0))
    expect(await ended).toBe(1)
    expect(said()).toContain('EADDRINUSE')
    await new Promise((resolve) => server.close(resolve))
  })

  it('finishes what it has in hand when it is told to end, and ends cleanly', async () => {
    const port = await freePort()
    const { child, ended, said } = run(environment(port))
    const ready = () =>
      fetch(`http://localhost:${port}/readyz`).then(
        (answer) => answer.status,
        () => 0,
      )
    await expect.poll(ready, { timeout: 15_000 }).toBe(200)
    const inHand = await begunRequest(port)
    child.kill('SIGTERM')
    await expect.poll(ready, { timeout: 5_000 }).toBe(0)
    expect([await inHand.finish(), await ended]).toEqual([400, 0])
    expect(said()).toContain('"clean":true')
  }, 30_000)
})
