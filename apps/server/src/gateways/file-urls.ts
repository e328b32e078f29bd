import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { FileId, TenantId } from '@edurise/contracts'

const lifetime = 6 * 60 * 60

/** A key of its own: whoever learns how a file was signed learns nothing about sessions. */
function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'edurise file addresses', 32))
}

export interface FileUrls {
  urlOf: (file: { tenantId: TenantId; fileId: FileId; name: string }) => string
  /** Seconds the address still works; 0 when it does not, or never did. */
  secondsLeft: (file: { tenantId: string; fileId: string; expires: string; signature: string }) => number
}

/** Addresses that open one file until they expire. The same for six hours on end, so that browsers keep what they fetched. */
export function fileUrls(secret: string, now: () => Date): FileUrls {
  const key = keyOf(secret)
  const sign = (tenantId: string, fileId: string, expires: string) =>
    createHmac('sha256', key).update(`${tenantId}/${fileId}/${expires}`).digest()
  const seconds = () => Math.floor(now().getTime() / 1000)
  return {
    urlOf({ tenantId, fileId, name }) {
      const expires = String((Math.floor(seconds() / lifetime) + 2) * lifetime)
      return `/files/${tenantId}/${fileId}/${encodeURIComponent(name)}?e=${expires}&s=${sign(tenantId, fileId, expires).toString('base64url')}`
    },
    secondsLeft({ tenantId, fileId, expires, signature }) {
      if (!/^\d{1,12}$/.test(expires)) return 0
      const [given, expected] = [Buffer.from(signature, 'base64url'), sign(tenantId, fileId, expires)]
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 0
      return Math.max(0, Number(expires) - seconds())
    },
  }
}
