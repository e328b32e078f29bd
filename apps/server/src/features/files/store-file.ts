import type { FileId, FileKind, PersonId, TenantId } from '@edurise/contracts'
import { newId, type TenantDb } from '@edurise/db'
import type { Platform } from '../../context.ts'
import { insertFile } from './queries.ts'

export interface FileToStore {
  tenantId: TenantId
  kind: FileKind
  name: string
  mime: string
  bytes: Buffer
  createdBy: PersonId | null
}

/** Keeps bytes that somebody has looked at already. Rolled back, they lie where no row names them, and nobody can open them. */
export async function storeFile(trx: TenantDb, { files, now }: Pick<Platform, 'files' | 'now'>, file: FileToStore): Promise<FileId> {
  const fileId = newId<FileId>()
  const key = `${file.tenantId}/${fileId}`
  await files.write(key, file.bytes)
  await insertFile(trx, { ...file, fileId, key, bytes: file.bytes.length, at: now() })
  return fileId
}
