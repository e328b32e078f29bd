import { execFileSync } from 'node:child_process'
import { mkdtempSync, chmodSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { findPostgres, startPostgres } from './postgres.ts'

const folder = mkdtempSync(join(tmpdir(), 'edurise-launcher-'))
chmodSync(folder, 0o755)
const options = { dataDir: join(folder, 'postgres'), durable: false }
const stateFile = join(folder, 'postgres.json')

afterAll(async () => {
  const left = await findPostgres(stateFile)
  await left?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const answer: pg.QueryResult<Record<string, unknown>> = await client.query(sql)
    return answer.rows
  } finally {
    await client.end()
  }
}

test('a first start makes a cluster that asks for the password, and a second start adopts it', async () => {
  const first = await startPostgres(options)
  expect(first.adopted).toBe(false)
  await expect(ask(`postgres://postgres:wrong@127.0.0.1:${first.port}/postgres`, 'select 1')).rejects.toThrow(
    /password authentication failed/,
  )
  const second = await startPostgres(options)
  expect(second).toMatchObject({ adopted: true, pid: first.pid, port: first.port })
})

test('committed rows outlive a stop and a start', async () => {
  const before = await startPostgres(options)
  await ask(before.ownerUrl, 'create table kept as select 42 as answer')
  await before.stop()
  expect(await findPostgres(stateFile)).toBeUndefined()
  const after = await startPostgres(options)
  expect(after.adopted).toBe(false)
  expect(await ask(after.ownerUrl, 'select answer from kept')).toEqual([{ answer: 42 }])
})

test('a hard kill leaves locks behind, and the next start clears them', async () => {
  const before = await startPostgres(options)
  process.kill(before.pid, 'SIGKILL')
  await pause(0)
  const after = await startPostgres(options)
  expect(after.pid).not.toBe(before.pid)
  expect(await ask(after.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('a lock that names a living stranger does not keep the cluster from starting', async () => {
  const before = await startPostgres(options)
  await before.stop()
  const lock = join(folder, 'postgres/pgdata/postmaster.pid')
  execFileSync('sh', ['-c', `printf '%s\\n' ${process.pid} > '${lock}'`])
  const after = await startPostgres(options)
  expect(after.adopted).toBe(false)
  await after.stop()
})

test('a taken port is named', async () => {
  const holder = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => holder.once('listening', resolve))
  const address = holder.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  await expect(startPostgres({ ...options, port })).rejects.toThrow(`Port ${port}`)
  holder.close()
})
