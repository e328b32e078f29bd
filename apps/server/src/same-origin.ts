import { AppError } from '@edurise/contracts'
import type { IncomingHttpHeaders } from 'node:http'

interface Asked {
  method: string
  headers: IncomingHttpHeaders
  /** Of the host that was asked. */
  origin: string
}

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Refuses a request that changes something unless one of our own pages, or no browser at all, has sent it. */
export function requireSameOrigin({ method, headers, origin }: Asked, friends: readonly string[]): void {
  if (safe.has(method)) return
  if (!cameFromUs(headers, origin, friends) || !isDeliberate(headers)) throw new AppError('CROSS_SITE_REQUEST', {})
}

function cameFromUs(headers: IncomingHttpHeaders, origin: string, friends: readonly string[]): boolean {
  const { 'sec-fetch-site': site } = headers
  if (headers.origin !== undefined && friends.includes(headers.origin)) return true
  // Another portal is the same site, and still somebody else.
  if (site !== undefined && site !== 'none') return site === 'same-origin'
  // An old browser names its origin with every such request; what is no browser carries nobody's cookies by itself.
  return headers.origin === undefined || headers.origin === origin
}

/** A form of another site can send neither without asking us first. */
function isDeliberate(headers: IncomingHttpHeaders): boolean {
  return headers['x-edurise'] !== undefined || /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')
}
