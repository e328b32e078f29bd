import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { chromium } from '@playwright/test'
import { Refusal } from './refusal.ts'

export type Browser = {
  path: string
  /** Where it came from, for the reader. */
  from: string
  /** Libraries and fonts that a bare system lacks: to be given to the browser's process. */
  env: Record<string, string>
}

/** What a Chromium in a container, run by any user, has to be told. */
export const browserArguments = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

type Find = () => Promise<Omit<Browser, 'from'> | undefined> | Omit<Browser, 'from'> | undefined

const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable']
const plain = (path: string | undefined) => (path === undefined ? undefined : { path, env: {} })

const places: [name: string, find: Find][] = [
  ['CHROMIUM_PATH', () => plain(process.env.CHROMIUM_PATH)],
  ['Playwright', () => plain(chromium.executablePath())],
  ['the system', () => plain(system.find((path) => existsSync(path)))],
  ['npm', fromNpm],
  ['apt', fromApt],
  ['playwright install', fromPlaywright],
]

/** The first Chromium that runs here; installs one when there is none. Throws a Refusal that says what to do when that fails too. */
export async function findBrowser(): Promise<Browser> {
  const tried: string[] = []
  for (const [from, find] of places) {
    try {
      const found = await find()
      if (found !== undefined && existsSync(found.path) && runs(found.path, found.env)) return { ...found, from }
      if (found !== undefined) tried.push(`${from}: ${found.path} is missing or does not run`)
    } catch (error) {
      tried.push(`${from}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`)
    }
  }
  throw new Refusal(
    `No Chromium was found, and none could be installed.\n${tried.join('\n')}\nInstall one (apt-get install chromium) or set CHROMIUM_PATH.`,
  )
}

function runs(path: string, env: Record<string, string>): boolean {
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000, env: { ...process.env, ...env } }).status === 0
}

async function fromNpm(): Promise<Omit<Browser, 'from'> | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const { default: packed, inflate } = await import('@sparticuz/chromium')
  const path = await packed.executablePath()
  const shipped = (name: string) => join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../bin', name)
  const env: Record<string, string> = {}
  if (!runs(path, env)) {
    await inflate(shipped('al2023.tar.br'))
    env.LD_LIBRARY_PATH = [join(tmpdir(), 'al2023/lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':')
  }
  if (!existsSync('/etc/fonts/fonts.conf')) {
    // Without any font configuration all text is invisible.
    await inflate(shipped('fonts.tar.br'))
    env.FONTCONFIG_PATH = join(tmpdir(), 'fonts')
  }
  return { path, env }
}

function fromApt(): Omit<Browser, 'from'> | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['update'], { stdio: 'ignore', env })
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-core'], { stdio: 'ignore', env })
  return plain('/usr/bin/chromium')
}

function fromPlaywright(): Omit<Browser, 'from'> | undefined {
  const cli = join(dirname(createRequire(import.meta.url).resolve('@playwright/test')), 'cli.js')
  spawnSync('node', [cli, 'install', '--with-deps', 'chromium'], { stdio: 'ignore' })
  return plain(chromium.executablePath())
}
