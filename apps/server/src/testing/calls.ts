import { AsyncLocalStorage } from 'node:async_hooks'
import pg from 'pg'
import { Stripe } from 'stripe'

/** One step out of the process: a statement to the database or a request to somebody else's server. */
export interface Call {
  kind: 'sql' | 'http'
  what: string
}

export interface Watcher {
  /** Before the call leaves. What it throws, the caller gets instead of an answer; what it waits for, the call waits for. */
  before?: (call: Call) => unknown
  /** After the answer came, before the caller has it. */
  after?: (call: Call) => unknown
}

const watching = new AsyncLocalStorage<Watcher>()

/** Does `work` under the eyes of `watcher`: each statement and each request that comes of it, and of nothing else in this process. */
export function watch<T>(watcher: Watcher, work: () => Promise<T>): Promise<T> {
  install()
  return watching.run(watcher, work)
}

/** Does `work` as somebody else: none of its calls is seen by whoever watches now. */
export function unwatched<T>(work: () => T): T {
  return watching.exit(work)
}

let installed = false

function install(): void {
  if (installed) return
  installed = true
  replace(pg.Client.prototype, 'query', watchedQuery)
  // The one method through which the SDK's requests go out.
  replace(Object.getPrototypeOf(Stripe.createNodeHttpClient()), 'makeRequest', (plain, client, args) => {
    const [host, , path, method] = args
    return watched({ kind: 'http', what: `${String(method)} ${String(host)}${withoutIds(String(path))}` }, () => plain.apply(client, args))
  })
  replace(globalThis, 'fetch', (plain, scope, args) => {
    const [input, init] = args
    const { method, url } = requestOf(input, init)
    return watched({ kind: 'http', what: `${method} ${withoutIds(url)}` }, () => plain.apply(scope, args))
  })
}

type Plain = (...args: unknown[]) => unknown

function replace(owner: object, name: string, wrapped: (plain: Plain, self: unknown, args: unknown[]) => unknown): void {
  const plain = asPlain(Reflect.get(owner, name))
  Reflect.set(owner, name, function (this: unknown, ...args: unknown[]) {
    return wrapped(plain, this, args)
  })
}

/** A method of a library, whatever its overloads. */
function asPlain(method: unknown): Plain {
  if (typeof method !== 'function') throw new TypeError('the library has no such method any more')
  return method as Plain
}

async function watched(call: Call, send: () => unknown): Promise<unknown> {
  const watcher = watching.getStore()
  await watcher?.before?.(call)
  const answer = await send()
  await watcher?.after?.(call)
  return answer
}

/** Statements of one connection leave in the order in which they were given, however long the first is held. */
const turns = new WeakMap<object, Promise<unknown>>()
/** Connections in a transaction that can write nothing: its end is waited for by nobody, and changes nothing. */
const reading = new WeakSet<object>()

function watchedQuery(plain: Plain, client: unknown, args: unknown[]): unknown {
  const watcher = watching.getStore()
  const text = textOf(args[0])
  if (!watcher || text === null || typeof client !== 'object' || client === null) return plain.apply(client, args)
  const call: Call = { kind: 'sql', what: withoutIds(text) }

  const callback = args.findIndex((arg) => typeof arg === 'function')
  if (callback >= 0) return withCallback(plain, client, args, callback, watcher, call)

  if (text.startsWith('begin read only')) reading.add(client)
  else if (text.startsWith('begin')) reading.delete(client)
  if (text === 'commit' && reading.has(client)) return plain.apply(client, args)

  const turn = (turns.get(client) ?? Promise.resolve()).then(() => watcher.before?.(call))
  turns.set(
    client,
    turn.catch(() => {}),
  )
  return turn
    .then(() => plain.apply(client, args))
    .then(async (result) => {
      await watcher.after?.(call)
      return result
    })
}

function withCallback(plain: Plain, client: object, args: unknown[], at: number, watcher: Watcher, call: Call): unknown {
  watcher.before?.(call)
  const told = asPlain(args[at])
  const heard = (...answer: unknown[]) => {
    watcher.after?.(call)
    return told(...answer)
  }
  return plain.apply(client, args.with(at, heard))
}

function textOf(query: unknown): string | null {
  if (typeof query === 'string') return query
  if (typeof query === 'object' && query !== null && 'text' in query && typeof query.text === 'string') return query.text
  return null
}

function requestOf(input: unknown, init: unknown): { method: string; url: string } {
  if (input instanceof Request) return { method: input.method, url: input.url }
  const method = typeof init === 'object' && init !== null && 'method' in init ? String(init.method) : 'GET'
  return { method, url: String(input) }
}

/** What is asked, whoever it is about: the same call of another run has the same words. */
function withoutIds(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '…')
    .replace(/\b[a-z]{2,8}_(?:test_)?[A-Za-z0-9]{14,}/g, '…')
    .replace(/\b[A-Z0-9]{17}\b/g, '…')
    .replace(/localhost:\d+/g, 'localhost')
    .replace(/\s+/g, ' ')
    .slice(0, 160)
}
