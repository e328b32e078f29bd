import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { ChildProcess, SpawnOptions } from 'node:child_process'

/** How Postgres, which refuses to run as root, is run here, and where its binaries and data lie. */
export type Runner = {
  kind: 'self' | 'nobody' | 'namespace'
  native: string
  dataDir: string
  /** Owner that the data folder must have, seen from outside. */
  uid: number
  gid: number
}

/** Chooses the runner: oneself unless root; as root nobody, else a user namespace, else nobody in a folder of the system that it can reach. */
export function chooseRunner(native: string, dataDir: string): Runner {
  const uid = process.getuid?.() ?? -1
  const gid = process.getgid?.() ?? -1
  mkdirSync(dataDir, { recursive: true, mode: 0o755 })
  if (uid !== 0) {
    refuseForeignOwner(dataDir, uid)
    return { kind: 'self', native, dataDir, uid, gid }
  }
  const nobody = findNobody()
  if (canRunAs(nobody, native) && canReach(nobody, dataDir)) return { kind: 'nobody', native, dataDir, ...nobody }
  if (canUseNamespace(native)) return { kind: 'namespace', native, dataDir, uid: 0, gid: 0 }
  for (const place of [tmpdir(), '/var/lib', '/var/tmp']) {
    const base = join(place, `edurise-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`)
    const reached = moveTo(base, native, nobody)
    if (reached !== undefined) return { kind: 'nobody', ...reached, ...nobody }
  }
  throw new Error(
    'Postgres refuses to run as root, and neither the user nobody nor a user namespace can be used here. Start as an ordinary user, or set DATABASE_URL.',
  )
}

/** Makes the runner the owner of the data folder and of all that lies in it (as root only). */
export function giveToRunner(runner: Runner): void {
  if (process.getuid?.() === 0 && statSync(runner.dataDir).uid !== runner.uid) chownAll(runner.dataDir, runner.uid, runner.gid)
  chmodSync(runner.dataDir, 0o700)
}

/** Starts one of the binaries as the runner. */
export function spawnAs(runner: Runner, program: 'postgres' | 'initdb', args: string[], options: SpawnOptions): ChildProcess {
  const path = join(runner.native, 'bin', program)
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', HOME: runner.dataDir }
  const all = { cwd: '/', env, ...options }
  if (runner.kind === 'namespace') return spawn('unshare', [...namespace, path, ...args], all)
  if (runner.kind === 'nobody') return spawn(path, args, { ...all, uid: runner.uid, gid: runner.gid })
  return spawn(path, args, all)
}

const namespace = ['--user', '--map-user=1000', '--map-group=1000']

function canUseNamespace(native: string): boolean {
  return spawnSync('unshare', [...namespace, join(native, 'bin/postgres'), '--version'], { stdio: 'ignore', cwd: '/' }).status === 0
}

type Ids = { uid: number; gid: number }

function findNobody(): Ids {
  const id = (flag: string) => Number.parseInt(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout, 10)
  const uid = id('-u')
  const gid = id('-g')
  return Number.isInteger(uid) && Number.isInteger(gid) && uid > 0 ? { uid, gid } : { uid: 65_534, gid: 65_534 }
}

function canRunAs(who: Ids, native: string): boolean {
  return spawnSync(join(native, 'bin/postgres'), ['--version'], { stdio: 'ignore', cwd: '/', ...who }).status === 0
}

/** Asks the system itself, as that user: mode bits alone know nothing of access lists and mounts. */
function canReach(who: Ids, folder: string): boolean {
  const asked = spawnSync('/bin/sh', ['-c', 'cd -- "$1/.."', 'sh', folder], { stdio: 'ignore', cwd: '/', ...who })
  return asked.status === 0
}

function moveTo(base: string, native: string, nobody: Ids): { native: string; dataDir: string } | undefined {
  try {
    mkdirSync(base, { recursive: true, mode: 0o755 })
    if (lstatSync(base).isSymbolicLink() || statSync(base).uid !== 0) return undefined
    chmodSync(base, 0o755)
    const dataDir = join(base, 'data')
    mkdirSync(dataDir, { recursive: true })
    if (!canReach(nobody, dataDir)) return undefined
    if (canRunAs(nobody, native)) return { native, dataDir }
    const copy = join(base, 'native')
    if (!existsSync(join(copy, 'bin/postgres'))) cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
    return canRunAs(nobody, copy) ? { native: copy, dataDir } : undefined
  } catch {
    return undefined
  }
}

function refuseForeignOwner(dataDir: string, uid: number): void {
  const owner = statSync(dataDir).uid
  if (owner === uid) return
  throw new Error(
    `${dataDir} belongs to user id ${owner}, and you are ${userInfo().username} (${uid}). ` +
      'It was probably made by a start as root. Start as that user again, or remove the folder to begin with an empty database.',
  )
}

function chownAll(path: string, uid: number, gid: number): void {
  chownSync(path, uid, gid)
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) chownAll(join(path, entry.name), uid, gid)
    else if (entry.isFile()) chownSync(join(path, entry.name), uid, gid)
  }
}
