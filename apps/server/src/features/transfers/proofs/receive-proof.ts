import { createHash } from 'node:crypto'
import { AppError, type PersonId, type TenantId, type TransferId } from '@edurise/contracts'
import { inTenant, newId } from '@edurise/db'
import { syncPayment } from '@edurise/jobs'
import { fileTypeFromBuffer } from 'file-type'
import type { Platform } from '../../../context.ts'
import { plainName, redrawImage } from '../../files/index.ts'
import { lockTransfer } from '../lock-transfer.ts'
import { findOrderFacts, writeTransfer } from '../queries.ts'
import { insertProof, listProofs } from './queries.ts'
import { tellProofReceived } from '../transfer-mails.ts'

export const proofLimit = 10_000_000
/** Proofs of one transfer: more say nothing new. */
const mostProofs = 20
const pictures = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/avif', 'image/gif'])

/** What a file is by its bytes, whatever its name says: a picture is drawn anew, so that nothing hidden in it and no place where it was taken survives. */
async function inspected(bytes: Buffer, name: string): Promise<{ content: Buffer; mime: string; name: string }> {
  const found = await fileTypeFromBuffer(bytes)
  const bare = plainName(name).replace(/\.[^.]*$/, '') || 'proof'
  if (found?.mime === 'application/pdf') return { content: bytes, mime: 'application/pdf', name: `${bare}.pdf` }
  if (!found || !pictures.has(found.mime)) throw new AppError('FILE_KIND_UNKNOWN', {})
  return { content: await redrawImage(bytes), mime: 'image/webp', name: `${bare}.webp` }
}

type Receiving = Pick<Platform, 'db' | 'files' | 'enqueue' | 'now'>

/** Keeps what a payer sends to show that they have paid. The same file again is the same proof. */
export async function receiveProof(
  platform: Receiving,
  { tenantId, transferId, personId }: { tenantId: TenantId; transferId: TransferId; personId: PersonId },
  upload: { name: string; bytes: Buffer },
): Promise<{ id: string }> {
  const { db, files, now } = platform
  if (upload.bytes.length > proofLimit) throw new AppError('FILE_TOO_LARGE', { maxBytes: proofLimit })
  const { content, mime, name } = await inspected(upload.bytes, upload.name)
  const sha256 = createHash('sha256').update(upload.bytes).digest('hex')
  const id = newId<string>()
  const key = `${tenantId}/${id}`
  await files.write(key, content)
  return inTenant(db, tenantId, async (trx) => {
    const { transfer } = await lockTransfer(trx, tenantId, transferId)
    const { state } = transfer
    const known = await listProofs(trx, tenantId, transferId)
    const same = known.find((proof) => proof.sha256 === sha256)
    if (same) return { id: same.id }
    if (state === 'settled' || state === 'refused' || state === 'expired' || known.length >= mostProofs)
      throw new AppError('TRANSFER_DECIDED', { state })
    const at = now()
    await insertProof(trx, { tenantId, id, transferId, personId, key, name, mime, bytes: content.length, sha256, at })
    // What staff wait for, or a part of the money, says more than another picture.
    await writeTransfer(trx, tenantId, transferId, { ...(state === 'second_wanted' ? {} : { state: 'proof_sent' }), proofAt: at, at })
    const order = await findOrderFacts(trx, tenantId, transfer.orderId)
    if (order) await tellProofReceived(trx, platform, tenantId, order, transfer, id)
    await platform.enqueue(trx, syncPayment, { paymentId: transfer.paymentId })
    return { id }
  })
}
