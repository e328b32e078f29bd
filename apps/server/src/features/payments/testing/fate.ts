import { AsyncLocalStorage } from 'node:async_hooks'
import { ProviderSilent } from '../../../gateways/gateway.ts'
import { watch } from '../../../testing/calls.ts'

/** What befalls one piece of work: nothing, the end of its process at some call, or a provider that says nothing. */
export interface Fate {
  /** Dies before its call number `at / 2`, or after it when `at` is odd. */
  crashAt?: number
  /** The provider's call of this number is not answered. */
  silentAt?: number
  /** The unanswered call had its effect all the same. */
  afterEffect?: boolean
}

export class Crash extends Error {
  override readonly name = 'Crash'
}

export type Outcome<T> = { how: 'done'; value: T } | { how: 'crashed'; point: string } | { how: 'failed'; error: unknown }

const luck = new AsyncLocalStorage<{ fate: Fate; calls: number; silences: number }>()

/**
 * Does `work` and lets its fate come true. Who crashed has forgotten everything: whatever it still tries to call is refused, its connections are
 * thrown away, and only what was committed is left.
 */
export async function suffer<T>(fate: Fate, work: () => Promise<T>): Promise<Outcome<T> & { silences: number }> {
  const store = { fate, calls: 0, silences: 0 }
  let step = 0
  let point = ''
  let die: (crash: Crash) => void = () => {}
  const death = new Promise<never>((_resolve, reject) => (die = reject))
  death.catch(() => {})
  const at = (side: string, what: string) => {
    if (point !== '') throw new Crash(point)
    if (step++ !== fate.crashAt) return
    point = `${side} ${what}`
    const crash = new Crash(point)
    die(crash)
    throw crash
  }
  const watcher = { before: ({ what }: { what: string }) => at('before', what), after: ({ what }: { what: string }) => at('after', what) }
  const run = () => luck.run(store, work)
  const working = fate.crashAt === undefined ? run() : watch(watcher, run)
  working.catch(() => {})
  try {
    return { how: 'done', value: await Promise.race([working, death]), silences: store.silences }
  } catch (error) {
    if (point !== '') return { how: 'crashed', point, silences: store.silences }
    return { how: 'failed', error, silences: store.silences }
  }
}

/** A gateway whose calls go unanswered when the fate of the caller says so. */
export function fickle<G extends object>(gateway: G): G {
  return new Proxy(gateway, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver)
      if (typeof method !== 'function') return method
      return (...args: unknown[]) => {
        const store = luck.getStore()
        const silent = store !== undefined && isAsked(name) && store.calls++ === store.fate.silentAt
        if (!silent) return Reflect.apply(method, target, args)
        store.silences += 1
        return silently(store.fate.afterEffect ? () => Reflect.apply(method, target, args) : () => {})
      }
    },
  })
}

/** The calls that change something or tell something of one payment; lists are asked again by themselves. */
function isAsked(name: string | symbol): boolean {
  return ['open', 'lookup', 'find', 'expire', 'capture', 'refund', 'submitEvidence'].includes(String(name))
}

async function silently(effect: () => unknown): Promise<never> {
  await effect()
  throw new ProviderSilent('the line was dead')
}
