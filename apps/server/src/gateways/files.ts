import type { FileId, TenantId } from '@edurise/contracts'
import type { Readable } from 'node:stream'

/** Where uploaded bytes lie. Keys carry the tenant. */
export interface Files {
  write: (key: string, bytes: Readable | Buffer) => Promise<void>
  /** Bytes from `start` to `end`, both included. */
  read: (key: string, range?: { start: number; end: number }) => Promise<Readable>
  remove: (key: string) => Promise<void>
  /** An address of ours that works until it expires, for whoever holds it. */
  urlOf: (file: { tenantId: TenantId; fileId: FileId; name: string }) => string
}
