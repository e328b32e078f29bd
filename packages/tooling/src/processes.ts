import { spawn } from 'node:child_process'
import { createWriteStream, readFileSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import type { ChildProcess } from 'node:child_process'
import { isRecord, readJson, writeJson } from './json.ts'
import { inData, root } from './places.ts'

export type Program = {
  name: string
  command: string[]
  env: NodeJS.ProcessEnv
  /** Time to finish its work after SIGTERM. */ patienceMs: number
  /** Hears every line that it writes. */ onLine?: (line: string) => void
}
export type Ending = { name: string; how: string; lastLines: string[] }

const warning = 40
const keptLines = 15

/** The programs of one start: their logs, their ends, and what a hard kill of us leaves behind. */
export class Programs {
  #running: { program: Program; child: ChildProcess; tail: string[] }[] = []
  #verbose: boolean
  #onEnd: (ending: Ending) => void
  #stopping = false

  /** @param onEnd is told of a program that ended without being asked to. */
  constructor(verbose: boolean, onEnd: (ending: Ending) => void) {
    this.#verbose = verbose
    this.#onEnd = onEnd
  }

  start(program: Program): void {
    const [command = 'node', ...args] = program.command
    // A group of its own: Ctrl-C in the terminal must not reach it before we say so, and its children must go with it.
    const child = spawn(command, args, { cwd: root, env: program.env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    const entry = { program, child, tail: new Array<string>() }
    this.#running.push(entry)
    this.#record()
    const log = createWriteStream(inData('logs', `${program.name.replaceAll(' ', '-')}.log`))
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        log.write(`${line}\n`)
        program.onLine?.(line)
        entry.tail.push(line)
        if (entry.tail.length > keptLines) entry.tail.shift()
        const shown = this.#verbose ? line : alarming(line, stream === child.stderr)
        if (shown !== undefined) console.log(`[${program.name}] ${shown}`)
      })
    }
    child.on('error', (error) => entry.tail.push(error.message))
    child.on('close', (code, signal) => {
      this.#running = this.#running.filter((each) => each !== entry)
      this.#record()
      log.end()
      const how = signal === null ? `ended with code ${code ?? '?'}` : `was ended by ${signal}`
      if (!this.#stopping) this.#onEnd({ name: program.name, how, lastLines: entry.tail })
    })
  }

  /** Ends them in the reverse order of their start, each within its patience. */
  async stop(): Promise<void> {
    this.#stopping = true
    for (const { program, child } of this.#running.toReversed()) {
      if (child.pid !== undefined) await endGroup(child.pid, program.patienceMs)
    }
    rmSync(inData('run.json'), { force: true })
  }

  #record(): void {
    const children = this.#running.flatMap(({ child }) => (child.pid === undefined ? [] : [{ pid: child.pid, began: beganAt(child.pid) }]))
    writeJson(inData('run.json'), { pid: process.pid, began: beganAt(process.pid), children })
  }
}

/** Ends the programs of an earlier start that was itself killed. Answers the process id of a start that still lives, whose programs stay. */
export async function endLeftovers(): Promise<number | undefined> {
  const run = readJson(inData('run.json'))
  if (!isRecord(run)) return undefined
  const parent = stillThere(run)
  if (parent !== undefined) return parent
  const left = Array.isArray(run.children) ? run.children.filter(isRecord).flatMap((child) => stillThere(child) ?? []) : []
  await Promise.all(left.map((pid) => endGroup(pid, 10_000)))
  rmSync(inData('run.json'), { force: true })
  return undefined
}

async function endGroup(pid: number, patienceMs: number): Promise<void> {
  signalGroup(pid, 'SIGTERM')
  const until = Date.now() + patienceMs
  while (beganAt(pid) !== undefined && Date.now() < until) await pause(25)
  signalGroup(pid, 'SIGKILL')
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // It is gone.
  }
}

/** A process id alone is not enough: numbers are used again. */
function stillThere({ pid, began }: Record<string, unknown>): number | undefined {
  return typeof pid === 'number' && began !== undefined && beganAt(pid) === began ? pid : undefined
}

/** When the process began, in the system's own ticks; undefined when it is gone. Elsewhere than on Linux only whether it is there. */
function beganAt(pid: number): string | undefined {
  if (process.platform !== 'linux') return isThere(pid) ? 'there' : undefined
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** What the reader should see of a line: warnings and errors, and whatever comes unstructured over the error stream. */
function alarming(line: string, isErrorStream: boolean): string | undefined {
  const entry = parse(line)
  if (entry === undefined)
    return isErrorStream && line.trim() !== '' && !/ExperimentalWarning|--trace-warnings/.test(line) ? line : undefined
  if (typeof entry.level !== 'number' || entry.level < warning) return undefined
  const problem = isRecord(entry.err) && typeof entry.err.stack === 'string' ? `\n${entry.err.stack}` : ''
  return `${entry.level > warning ? 'error' : 'warning'}: ${typeof entry.msg === 'string' ? entry.msg : line}${problem}`
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const entry: unknown = JSON.parse(line)
    return isRecord(entry) ? entry : undefined
  } catch {
    return undefined
  }
}
