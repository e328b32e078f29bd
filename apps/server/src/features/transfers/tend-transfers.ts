import type { TenantId, TransferId } from '@edurise/contracts'
import { asPlatform, inTenant } from '@edurise/db'
import { syncPayment, type tendTransfers as job } from '@edurise/jobs'
import type { Handler, Platform } from '../../context.ts'
import { returnBeyond } from './money/give-back.ts'
import { lockTransfer } from './lock-transfer.ts'
import { findOrderFacts, listDue, writeTransfer } from './queries.ts'
import { tellReminder } from './transfer-mails.ts'
import { heldMinor } from './transfer.ts'

const hour = 3_600_000
const remindBefore = 48 * hour
/** Nobody is reminded of what they have only just been told. */
const firstRest = 12 * hour
const portion = 500

/** Reminds once before the deadline, and ends what nobody has paid by then; money that comes later still counts. */
export const tendTransfers: Handler<typeof job> = async (platform) => {
  const { platformDb } = platform
  const now = platform.now()
  const [over, near] = await asPlatform(platformDb, async (trx) => [
    await listDue(trx, { before: now, unreminded: false, limit: portion }),
    await listDue(trx, { before: new Date(now.getTime() + remindBefore), unreminded: true, limit: portion }),
  ])
  for (const { tenantId, id } of over) await expire(platform, tenantId, id)
  for (const { tenantId, id } of near) await remind(platform, tenantId, id)
}

const waits = (state: string) => state === 'waiting' || state === 'asked' || state === 'part_paid'

async function expire(platform: Platform, tenantId: TenantId, id: TransferId): Promise<void> {
  await inTenant(platform.db, tenantId, async (trx) => {
    const { transfer } = await lockTransfer(trx, tenantId, id)
    const at = platform.now()
    if (!waits(transfer.state) || Date.parse(transfer.deadlineAt) >= at.getTime()) return
    await returnBeyond(trx, tenantId, transfer, 0, at)
    await writeTransfer(trx, tenantId, id, { state: 'expired', at })
    await platform.enqueue(trx, syncPayment, { paymentId: transfer.paymentId })
  })
}

async function remind(platform: Platform, tenantId: TenantId, id: TransferId): Promise<void> {
  await inTenant(platform.db, tenantId, async (trx) => {
    const { transfer } = await lockTransfer(trx, tenantId, id)
    const order = await findOrderFacts(trx, tenantId, transfer.orderId)
    const at = platform.now()
    const fresh = at.getTime() - Date.parse(transfer.createdAt) < firstRest
    if (!order || !waits(transfer.state) || transfer.remindedAt !== null || fresh) return
    if (Date.parse(transfer.deadlineAt) < at.getTime()) return
    await tellReminder(trx, platform, tenantId, order, transfer, transfer.amountMinor - heldMinor(transfer))
    await writeTransfer(trx, tenantId, id, { remindedAt: at, at })
  })
}
