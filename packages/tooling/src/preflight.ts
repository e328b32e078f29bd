import { readFileSync, readdirSync, readlinkSync, statfsSync } from 'node:fs'
import { isPortFree } from './ports.ts'
import { Refusal } from './refusal.ts'

export type WantedPort = { port: number; use: string; variable: string; instead: number }

/** Refuses with all taken ports at once: who holds each, and the variable that moves it. */
export async function requirePorts(wanted: WantedPort[]): Promise<void> {
  const taken: WantedPort[] = []
  for (const each of wanted) if (!(await isPortFree(each.port))) taken.push(each)
  if (taken.length === 0) return
  const lines = taken.map(({ port, use, variable, instead }) => {
    return `Port ${port} (${use}) is taken by ${holderOf(port) ?? 'another program'}. End it, or choose another port: ${variable}=${instead} npm start`
  })
  throw new Refusal(lines.join('\n'))
}

/** Refuses below this many megabytes. */
export function requireSpace(folder: string, megabytes: number): void {
  const { bavail, bsize } = statfsSync(folder)
  const free = Math.floor((bavail * bsize) / 1024 / 1024)
  if (free < megabytes)
    throw new Refusal(
      `The disk is nearly full: ${free} MB are free at ${folder}, and ${megabytes} MB are needed. Make room and start again.`,
    )
}

/** "process 4242 (node server.js)", where the system lets us see it. */
function holderOf(port: number): string | undefined {
  if (process.platform !== 'linux') return undefined
  const sockets = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeners(table, port)))
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (!openFiles(pid).some((file) => sockets.has(file))) continue
    return `process ${pid} (${readOr(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim().slice(0, 120)})`
  }
  return undefined
}

function listeners(table: string, port: number): string[] {
  const address = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const rows = readOr(table)
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  return rows.filter((row) => row[1]?.endsWith(address) && row[3] === '0A').map((row) => `socket:[${row[9]}]`)
}

function openFiles(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((descriptor) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${descriptor}`)
      } catch {
        return ''
      }
    })
  } catch {
    return []
  }
}

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
