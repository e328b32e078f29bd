import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord, readJson, writeJson } from './json.ts'
import { inData, makeDataFolder, root } from './places.ts'
import { Refusal } from './refusal.ts'

const inputs = ['apps/web', 'packages/contracts', 'pnpm-lock.yaml']
const outputs = ['apps/web/dist/client', 'apps/web/dist/server']

/** Builds the web app unless what it is made of is unchanged since the last build. Answers whether it built. */
export async function buildWeb(): Promise<boolean> {
  makeDataFolder()
  const record = inData('web-build.json')
  const hash = hashInputs()
  const last = readJson(record)
  if (isRecord(last) && last.hash === hash && outputs.every((folder) => existsSync(join(root, folder)))) return false
  const log = createWriteStream(inData('logs/web-build.log'))
  const child = spawn('pnpm', ['--filter', '@edurise/web', 'run', 'build'], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const cutOff = () => child.pid !== undefined && process.kill(-child.pid, 'SIGTERM')
  process.once('exit', cutOff)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += String(chunk)
      log.write(chunk)
    })
  }
  const [code] = await once(child, 'close')
  process.off('exit', cutOff)
  log.end()
  if (code !== 0) throw new Refusal(`The web app could not be built:\n${said.trim().split('\n').slice(-30).join('\n')}`)
  writeJson(record, { hash })
  return true
}

function hashInputs(): string {
  const hash = createHash('sha256')
  for (const file of inputs.flatMap(filesOf)) hash.update(file).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function filesOf(path: string): string[] {
  if (!existsSync(join(root, path))) return []
  const skipped = new Set(['node_modules', 'dist', '.turbo'])
  try {
    const entries = readdirSync(join(root, path), { withFileTypes: true }).filter((entry) => !skipped.has(entry.name))
    return entries
      .map((entry) => join(path, entry.name))
      .flatMap(filesOf)
      .toSorted()
  } catch {
    return [path]
  }
}
