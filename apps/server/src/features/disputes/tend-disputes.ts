import type { TenantId } from '@edurise/contracts'
import { asPlatform, inTenant } from '@edurise/db'
import { submitEvidence, type tendDisputes as job } from '@edurise/jobs'
import type { Handler, Platform } from '../../context.ts'
import { deskAddress } from '../../addresses.ts'
import { orderName } from '../../order-name.ts'
import { queueMail } from '../notifications/index.ts'
import { listAdmins } from '../people/index.ts'
import { findDispute, listDue, listSending, type DisputeRecord } from './queries.ts'
import { soonDays } from './read-disputes.ts'

const minute = 60_000
const portion = 500

/** Sends again what has not arrived, and tells a tenant's admins, once, of a dispute that nobody has answered and whose time runs out. */
export const tendDisputes: Handler<typeof job> = async (platform) => {
  const { db, platformDb, enqueue } = platform
  const now = platform.now()
  const [sending, due] = await asPlatform(platformDb, async (trx) => [
    await listSending(trx, new Date(now.getTime() - 2 * minute), portion),
    await listDue(trx, { from: now, until: new Date(now.getTime() + soonDays * 24 * 60 * minute), limit: portion }),
  ])
  for (const { tenantId, id } of sending) await enqueue(db.open, submitEvidence, { tenantId, disputeId: id })
  for (const { tenantId, id } of due) await remind(platform, tenantId, id)
}

async function remind(platform: Platform, tenantId: TenantId, id: DisputeRecord['id']): Promise<void> {
  await inTenant(platform.db, tenantId, async (trx) => {
    const dispute = await findDispute(trx, tenantId, id)
    if (!dispute?.dueAt) return
    const { offer, amountMinor, currency, orderId, dueAt } = dispute
    for (const admin of await listAdmins(trx, tenantId)) {
      const { id: personId, name, email: to, locale } = admin
      await queueMail(trx, platform, {
        tenantId,
        personId,
        orderId,
        to,
        locale,
        // An inquiry and the dispute that it becomes each have their day.
        effectKey: `dispute_due:${id}:${dispute.status}:${personId}`,
        kind: 'dispute_due',
        data: {
          name,
          tenantName: offer.tenantName,
          courseTitle: offer.title,
          orderNumber: orderName({ number: dispute.number, createdAt: dispute.orderedAt }),
          amountMinor,
          currency,
          dueAt,
          url: deskAddress(platform.config.publicUrl, admin, `/admin/disputes/${id}`),
        },
      })
    }
  })
}
