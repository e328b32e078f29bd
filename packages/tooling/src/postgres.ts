import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { isRecord, readJson, writeJson } from './json.ts'
import { freePort, isPortFree } from './ports.ts'
import { findBinaries } from './postgres-binaries.ts'
import { chooseRunner, giveToRunner, spawnAs } from './postgres-user.ts'
import type { Runner } from './postgres-user.ts'

export type PostgresOptions = {
  /** Wanted data folder; root may have to use another one, which the state file then records. */
  dataDir: string
  /** Keeps port, process and password between starts. Default: `postgres.json` beside the data folder. */
  stateFile?: string
  /** Default: the port of the last start, else one that the system chooses. */
  port?: number
  /** False turns fsync off: for data that may be lost with the machine, such as a test run's. */
  durable: boolean
  /** `trust` lets every process of this machine in without a password: for tests. Counts when the cluster is made. Default `password`. */
  auth?: 'password' | 'trust'
  /** Further server settings, such as `max_connections`. */
  settings?: Record<string, string | number>
}

export type RunningPostgres = {
  port: number
  pid: number
  /** Address of the superuser, database `postgres`. */
  ownerUrl: string
  /** True when it ran before, left over or in another terminal. */
  adopted: boolean
  dataDir: string
  logFile: string
  /** The end of its log when it has ended by itself or by force; undefined while it runs. */
  lastWords: () => string[] | undefined
  /** Fast shutdown: open transactions are rolled back, all that was committed is kept. */
  stop: () => Promise<void>
}

type State = { port: number; pid: number; password: string; dataDir: string }

const neededBytes = 500 * 1024 * 1024

/** Starts the embedded Postgres, or adopts the one that already serves this data folder. Listens on 127.0.0.1 only. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const wantedDir = resolve(options.dataDir)
  const stateFile = options.stateFile ?? join(dirname(wantedDir), 'postgres.json')
  const state = readState(stateFile)
  const logFile = join(dirname(stateFile), 'postgres.log')
  const running = state === undefined ? undefined : await adopt(state, logFile)
  if (running !== undefined) return running

  requireSpace(wantedDir)
  const runner = chooseRunner(findBinaries(), wantedDir)
  giveToRunner(runner)
  const fresh = !existsSync(join(runner.dataDir, readyMark))
  if (!fresh && state === undefined && options.auth !== 'trust') {
    throw new Error(
      `${runner.dataDir} holds a database, but its password is lost with ${stateFile}. Bring that file back, or remove the folder to begin anew.`,
    )
  }
  const password = state?.password && !fresh ? state.password : randomBytes(24).toString('base64url')
  if (fresh) await initialise(runner, password, options.auth ?? 'password')
  await clearLeftovers(runner.dataDir)
  const port = await choosePort(options.port, state?.port)
  const pid = await launch(runner, port, logFile, options)
  const started = { port, pid, password, dataDir: runner.dataDir }
  writeJson(stateFile, started)
  await answer(started, logFile)
  return describe(started, logFile, false)
}

/** The running cluster of a state file, or undefined when none answers. Starts nothing. */
export async function findPostgres(stateFile: string): Promise<RunningPostgres | undefined> {
  const state = readState(stateFile)
  return state === undefined ? undefined : adopt(state, join(dirname(stateFile), 'postgres.log'))
}

async function adopt(state: State, logFile: string): Promise<RunningPostgres | undefined> {
  const pid = runningPid(state.dataDir)
  if (pid === undefined) return undefined
  const now = { ...state, pid, port: portOf(state.dataDir) ?? state.port }
  for (let attempt = 0; attempt < 50 && isAlive(pid); attempt += 1) {
    if (await connects(urlOf(now))) return describe(now, logFile, true)
    await pause(100)
  }
  return undefined
}

function describe(state: State, logFile: string, adopted: boolean): RunningPostgres {
  const { port, pid, dataDir } = state
  const lastWords = () => (isAlive(pid) ? undefined : readFileSync(logFile, 'utf8').trim().split('\n').slice(-8))
  return { port, pid, ownerUrl: urlOf(state), adopted, dataDir, logFile, lastWords, stop: () => stop(state) }
}

async function stop(state: State): Promise<void> {
  if (runningPid(state.dataDir) !== state.pid) return
  process.kill(state.pid, 'SIGINT')
  const gone = async (seconds: number) => {
    for (let waited = 0; waited < seconds * 20 && isAlive(state.pid); waited += 1) await pause(50)
    return !isAlive(state.pid)
  }
  if (await gone(20)) return
  process.kill(state.pid, 'SIGQUIT')
  await gone(5)
}

async function initialise(runner: Runner, password: string, auth: 'password' | 'trust'): Promise<void> {
  rmSync(clusterOf(runner.dataDir), { recursive: true, force: true })
  const passwordFile = join(runner.dataDir, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (process.getuid?.() === 0) chownSync(passwordFile, runner.uid, runner.gid)
  const how = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-sync', '--no-instructions']
  const who = ['--username=postgres', auth === 'trust' ? '--auth=trust' : '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  try {
    const child = spawnAs(runner, 'initdb', [`--pgdata=${clusterOf(runner.dataDir)}`, ...how, ...who], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += String(chunk)))
    const [code] = await once(child, 'close')
    if (code !== 0) throw new Error(`Postgres could not make its data folder ${runner.dataDir}:\n${explain(said)}`)
  } finally {
    rmSync(passwordFile, { force: true })
  }
  writeFileSync(join(runner.dataDir, readyMark), '')
}

/** After a hard kill the lock file names a process that is gone, or one that is not Postgres at all. */
async function clearLeftovers(dataDir: string): Promise<void> {
  for (let waited = 0; waited < 50 && runningPid(dataDir) !== undefined; waited += 1) await pause(100)
  const pid = runningPid(dataDir)
  if (pid !== undefined)
    throw new Error(`Process ${pid} already serves ${dataDir} but does not answer. End it (kill -INT ${pid}) and start again.`)
  rmSync(join(clusterOf(dataDir), 'postmaster.pid'), { force: true })
}

async function choosePort(wanted: number | undefined, last: number | undefined): Promise<number> {
  if (wanted === undefined) return last !== undefined && (await isPortFree(last)) ? last : freePort()
  if (await isPortFree(wanted)) return wanted
  throw new Error(`Port ${wanted}, meant for Postgres, is taken by another program. End it, or choose another port.`)
}

async function launch(runner: Runner, port: number, logFile: string, options: PostgresOptions): Promise<number> {
  const volatile = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', wal_level: 'minimal', max_wal_senders: 0 }
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 100,
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(options.durable ? {} : volatile),
    ...options.settings,
  }
  const log = openSync(logFile, 'w', 0o600)
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // A session of its own: Ctrl-C in the terminal must reach the server first and Postgres last.
  const child = spawnAs(runner, 'postgres', ['-D', clusterOf(runner.dataDir), ...args], { stdio: ['ignore', log, log], detached: true })
  closeSync(log)
  await once(child, 'spawn')
  child.unref()
  if (child.pid === undefined) throw new Error('Postgres did not start.')
  return child.pid
}

async function answer(state: State, logFile: string): Promise<void> {
  for (let waited = 0; waited < 1200; waited += 1) {
    if (!isAlive(state.pid)) throw new Error(`Postgres ended while it started:\n${explain(readFileSync(logFile, 'utf8'))}`)
    if (await connects(urlOf(state))) return
    await pause(50)
  }
  throw new Error(`Postgres did not answer within 60 s:\n${explain(readFileSync(logFile, 'utf8'))}`)
}

function explain(log: string): string {
  const tail = log.trim().split('\n').slice(-8).join('\n')
  return /No space left on device/.test(log) ? `The disk is full.\n${tail}` : tail
}

function requireSpace(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true })
  const { bavail, bsize } = statfsSync(dataDir)
  const free = bavail * bsize
  if (free >= neededBytes) return
  throw new Error(
    `The disk is nearly full: ${Math.floor(free / 1024 / 1024)} MB are free at ${dataDir}, and the database needs 500 MB. Make room and start again.`,
  )
}

const readyMark = 'ready'
const clusterOf = (dataDir: string) => join(dataDir, 'pgdata')
const urlOf = (state: State) => `postgres://postgres:${state.password}@127.0.0.1:${state.port}/postgres`

function readState(file: string): State | undefined {
  const read = readJson(file)
  if (!isRecord(read)) return undefined
  const { port, pid, password, dataDir } = read
  const whole = typeof port === 'number' && typeof pid === 'number' && typeof password === 'string' && typeof dataDir === 'string'
  return whole ? { port, pid, password, dataDir } : undefined
}

function lockLines(dataDir: string): string[] {
  try {
    return readFileSync(join(clusterOf(dataDir), 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return []
  }
}

const portOf = (dataDir: string) => Number.parseInt(lockLines(dataDir)[3] ?? '', 10) || undefined

/** The process that the lock file names, when it lives and is this cluster's: numbers of dead processes are used again. */
function runningPid(dataDir: string): number | undefined {
  const pid = Number.parseInt(lockLines(dataDir)[0] ?? '', 10)
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined
  if (process.platform !== 'linux') return pid
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === clusterOf(dataDir) ? pid : undefined
  } catch {
    // Another user's process: its folder is hidden, its name is not.
    return nameOf(pid) === 'postgres' ? pid : undefined
  }
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return ''
  }
}

/** A child that ended but is not yet collected (a zombie) counts as gone. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  if (process.platform !== 'linux') return true
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

async function connects(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
