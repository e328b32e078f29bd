import { TokenBuckets } from '../../token-buckets.ts'
import { ProviderSilent } from '../gateway.ts'
import { readBounded } from './bounded.ts'
import { chainOf, type Chain, type Trust } from './chain.ts'

export interface Certificates {
  /** The address as it will be asked, if a certificate of PayPal's can be there; null otherwise. Asks nobody. */
  placeOf: (address: string) => string | null
  /** The chain that stands there; null when none can be had. Throws ProviderSilent when too many are asked for. */
  chainAt: (place: string) => Promise<Chain | null>
}

export interface CertificateOptions {
  /** Origins, each with the path under which PayPal's API begins. */
  bases: readonly string[]
  trust: () => Trust
  timeoutMilliseconds?: number
  /** Unknown addresses that are asked in a minute: PayPal changes its certificate about once a year. */
  perMinute?: number
}

const folder = '/v1/notifications/certs/'
const longest = 16 * 1024
const keptMilliseconds = 60 * 60_000
const missedMilliseconds = 60_000
const mostKept = 16
const mostMissed = 200

/**
 * PayPal's certificates by their address, which comes with a message that may be anybody's: only PayPal's own hosts are asked, without
 * redirects, for 16 KB and 5 s at most, once for all that wait, and seldom.
 */
export function certificatesOf({ bases, trust, timeoutMilliseconds = 5_000, perMinute = 20 }: CertificateOptions): Certificates {
  const kept = new Map<string, { chain: Chain; until: number }>()
  const missed = new Map<string, number>()
  const asking = new Map<string, Promise<Chain | null>>()
  const budget = new TokenBuckets('paypal-certificates', perMinute)

  async function ask(place: string): Promise<Chain | null> {
    try {
      const response = await fetch(place, { redirect: 'error', signal: AbortSignal.timeout(timeoutMilliseconds) })
      const body = await readBounded(response, longest)
      return response.status === 200 && body ? chainOf(body.toString('latin1'), trust()) : null
    } catch {
      return null
    }
  }

  async function askAndKeep(place: string): Promise<Chain | null> {
    const chain = await ask(place)
    if (chain) keep(kept, mostKept, place, { chain, until: performance.now() + keptMilliseconds })
    else keep(missed, mostMissed, place, performance.now() + missedMilliseconds)
    return chain
  }

  return {
    placeOf(address) {
      if (address.length > 500 || !URL.canParse(address)) return null
      const url = new URL(address)
      if (url.username || url.password || url.search || url.hash) return null
      return bases.some((base) => isBelow(url, base)) ? url.href : null
    },

    chainAt(place) {
      const known = kept.get(place)
      if (known && performance.now() < known.until) return Promise.resolve(known.chain)
      if (performance.now() < (missed.get(place) ?? 0)) return Promise.resolve(null)
      const running = asking.get(place)
      if (running) return running
      if (budget.take('all') > 0) return Promise.reject(new ProviderSilent('too many certificates of paypal are asked for'))
      const asked = askAndKeep(place).finally(() => asking.delete(place))
      asking.set(place, asked)
      return asked
    },
  }
}

function isBelow(url: URL, base: string): boolean {
  const { origin, pathname } = new URL(base)
  const start = pathname.replace(/\/$/, '') + folder
  return url.origin === origin && url.pathname.startsWith(start) && /^[\w.-]+$/.test(url.pathname.slice(start.length))
}

/** The oldest goes when there are too many. */
function keep<T>(map: Map<string, T>, most: number, key: string, value: T): void {
  map.delete(key)
  map.set(key, value)
  if (map.size <= most) return
  const [oldest] = map.keys()
  if (oldest !== undefined) map.delete(oldest)
}
