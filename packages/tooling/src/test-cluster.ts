import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPostgres, startPostgres } from './postgres.ts'

const gigabyte = 1024 ** 3
const prefix = 'edurise-test-'

export type TestCluster = { /** Superuser's address without a database name. */ url: string; stop: () => Promise<void> }

/** A Postgres for one test run: own folder, own port, no fsync, in memory when there is room. Removes what runs that were killed left behind. */
export async function startTestCluster(): Promise<TestCluster> {
  await removeLeftovers()
  const folder = mkdtempSync(join(fastFolder(), `${prefix}${process.pid}-`))
  chmodSync(folder, 0o755)
  const settings = { max_connections: 300, shared_buffers: '256MB', max_wal_size: '512MB' }
  const postgres = await startPostgres({ dataDir: join(folder, 'data'), durable: false, auth: 'trust', settings })
  return {
    url: `postgres://postgres@127.0.0.1:${postgres.port}`,
    stop: async () => {
      await postgres.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function fastFolder(): string {
  const memory = '/dev/shm'
  if (!existsSync(memory)) return tmpdir()
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize >= gigabyte ? memory : tmpdir()
}

async function removeLeftovers(): Promise<void> {
  for (const place of new Set([tmpdir(), '/dev/shm'])) {
    if (!existsSync(place)) continue
    for (const name of readdirSync(place)) {
      const owner = Number.parseInt(name.slice(prefix.length), 10)
      if (!name.startsWith(prefix) || isAlive(owner)) continue
      const folder = join(place, name)
      try {
        const left = await findPostgres(join(folder, 'postgres.json'))
        await left?.stop()
        rmSync(folder, { recursive: true, force: true })
      } catch {
        // Another user's run: theirs to remove.
      }
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
