import { AppError, type PaymentId, type payments, type ProviderEvent } from '@edurise/contracts'
import { inPublic } from '@edurise/db'
import { syncPayment } from '@edurise/jobs'
import { asStaff, type CallContext, type Platform } from '../../../context.ts'
import { findPaymentOfObjects, findRoute } from '../inbox/queries.ts'
import { findEvent, findStoredEvent, markReplayed, type EventName } from './queries.ts'

type Stored = NonNullable<Awaited<ReturnType<typeof findStoredEvent>>>

/** Whose message it is: as it was known, or as our own rows name it by now, or as it says itself of a payment of ours. */
async function paymentOf(
  { db, gateways }: Pick<Platform, 'db' | 'gateways'>,
  { provider, account }: EventName,
  stored: Stored,
): Promise<PaymentId | null> {
  const { paymentId, objectIds, body } = stored
  if (paymentId) return paymentId
  const named = await findPaymentOfObjects(db.open, provider, account, objectIds)
  if (named) return named
  const messenger = provider === 'stripe' || provider === 'paypal' ? gateways[provider] : null
  const echoed = messenger?.read(body).paymentId ?? null
  return echoed && (await findRoute(db.open, echoed)) ? echoed : null
}

/** As if it had just come: the payment it speaks of is looked at. Nothing of its body is believed but its names, and nothing of it is changed. */
export async function replayEvent(ctx: CallContext<typeof payments.replayEvent>, name: EventName): Promise<ProviderEvent> {
  const { db, enqueue, log, now, person } = ctx
  const stored = await findStoredEvent(db.open, name)
  if (!stored) throw new AppError('EVENT_NOT_FOUND', {})
  const paymentId = await paymentOf(ctx, name, stored)
  await inPublic(db, async (trx) => {
    await markReplayed(trx, name, paymentId, now())
    if (paymentId) await enqueue(trx, syncPayment, { paymentId })
  })
  log.info({ actor: person.id, ...name, paymentId }, 'a provider event was replayed')
  const event = await asStaff(ctx, 'one provider event', (trx) => findEvent(trx, name))
  if (!event) throw new AppError('EVENT_NOT_FOUND', {})
  return event
}
