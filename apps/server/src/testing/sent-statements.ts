import { AsyncLocalStorage } from 'node:async_hooks'
import pg from 'pg'

/** A statement as it went over the wire. */
export interface Sent {
  name: string
  text: string
  values: unknown[]
  role: string
  /** The SET LOCAL under which it ran; null for tables that no tenant owns. */
  door: string | null
}

const recording = new AsyncLocalStorage<Sent[]>()

interface Statement {
  name?: string
  text: string
  values?: unknown[]
}

function isStatement(value: unknown): value is Statement {
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string'
}

/** What is no statement of a procedure's own: the ends of a transaction, and through which door it goes. */
const frame = /^\s*(begin|set|commit|rollback)\b/i

/**
 * Listens to every connection of this process, whoever opened it: the server's pools, the account library and the queue alike.
 * Answers how to stop.
 */
export function listenToStatements(): () => void {
  const original: unknown = Reflect.get(pg.Client.prototype, 'query')
  if (typeof original !== 'function') throw new Error('pg has no query to listen to')
  const doors = new WeakMap<pg.Client, string>()
  Reflect.set(pg.Client.prototype, 'query', function query(this: pg.Client, ...sent: unknown[]): unknown {
    const [what, bound] = sent
    const text = typeof what === 'string' ? what : isStatement(what) ? what.text : null
    if (text !== null && frame.test(text)) {
      const door = /set local [^;]+/.exec(text)?.[0]
      if (door) doors.set(this, door)
      else doors.delete(this)
    } else if (text !== null) {
      const { name = '', values = Array.isArray(bound) ? bound : [] } = isStatement(what) ? what : {}
      recording.getStore()?.push({ name, text, values, role: this.user ?? '', door: doors.get(this) ?? null })
    }
    return Reflect.apply(original, this, sent)
  })
  return () => Reflect.set(pg.Client.prototype, 'query', original)
}

/** What `work` answered and sent itself, while `listenToStatements` listens. */
export async function statementsOf<T>(work: () => Promise<T>): Promise<{ result: T; sent: Sent[] }> {
  const sent: Sent[] = []
  const result = await recording.run(sent, work)
  return { result, sent }
}

/** The same work, whose statements are nobody's: what the server remembers is looked up anew in tests. */
export function unrecorded<Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>): (...args: Args) => Promise<Result> {
  return (...args) => recording.exit(() => work(...args))
}
