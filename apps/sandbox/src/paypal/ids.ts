import { randomBytes } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** Seventeen capitals and digits, as PayPal's orders, captures and refunds have. */
export function newId(length = 17): string {
  let id = ''
  while (id.length < length) for (const byte of randomBytes(length)) if (byte < 252 && id.length < length) id += alphabet[byte % 36] ?? ''
  return id
}

export function newEventId(): string {
  return `WH-${newId()}-${newId()}`
}

export function newDisputeId(): string {
  return `PP-R-${newId(3)}-${String(randomBytes(4).readUInt32BE()).padStart(10, '0')}`
}

/** `2016-02-18T20:01:35Z` from seconds. */
export function instant(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}
