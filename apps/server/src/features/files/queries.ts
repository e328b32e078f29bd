import type { FileId, FileKind, PersonId, TenantId } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'

export interface FileRow {
  tenantId: TenantId
  fileId: FileId
  kind: FileKind
  name: string
  mime: string
  bytes: number
  key: string
  createdBy: PersonId | null
  at: Date
}

export async function insertFile(trx: TenantDb, { tenantId, fileId, kind, name, mime, bytes, key, createdBy, at }: FileRow): Promise<void> {
  await trx
    .insertInto('files')
    .values({ tenant_id: tenantId, id: fileId, kind, name, mime, bytes, key, created_by: createdBy, created_at: at })
    .execute()
}

/** files: GET /files/… */
export function findFile(trx: TenantDb, tenantId: TenantId, fileId: FileId) {
  return trx
    .selectFrom('files')
    .select(['kind', 'name', 'mime', 'bytes', 'key'])
    .where('tenant_id', '=', tenantId)
    .where('id', '=', fileId)
    .executeTakeFirst()
}

export function listFiles(trx: TenantDb, tenantId: TenantId, fileIds: readonly FileId[]) {
  return trx
    .selectFrom('files')
    .select(['id as fileId', 'kind', 'name', 'mime'])
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', fileIds)
    .execute()
}
