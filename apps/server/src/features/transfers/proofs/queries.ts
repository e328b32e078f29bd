import type { PersonId, TenantId, TransferId } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'

export interface NewProof {
  tenantId: TenantId
  id: string
  transferId: TransferId
  personId: PersonId
  key: string
  name: string
  mime: string
  bytes: number
  sha256: string
  at: Date
}

/** Undefined when the same file was sent before. */
export function insertProof(db: TenantDb, proof: NewProof) {
  return db
    .insertInto('transfer_proofs')
    .values({
      tenant_id: proof.tenantId,
      id: proof.id,
      transfer_id: proof.transferId,
      person_id: proof.personId,
      key: proof.key,
      name: proof.name,
      mime: proof.mime,
      bytes: proof.bytes,
      sha256: proof.sha256,
      created_at: proof.at,
    })
    .onConflict((known) => known.columns(['tenant_id', 'transfer_id', 'sha256']).doNothing())
    .returning('id')
    .executeTakeFirst()
}

export function listProofs(db: TenantDb, tenantId: TenantId, transferId: TransferId) {
  return db
    .selectFrom('transfer_proofs')
    .select(['id', 'name', 'mime', 'bytes', 'key', 'sha256', 'created_at as createdAt'])
    .where('tenant_id', '=', tenantId)
    .where('transfer_id', '=', transferId)
    .orderBy('created_at')
    .orderBy('id')
    .limit(100)
    .execute()
}
