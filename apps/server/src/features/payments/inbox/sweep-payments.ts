import { asPlatform, inPublic } from '@edurise/db'
import { makeRefund, syncPayment, type sweepPayments as job } from '@edurise/jobs'
import type { Handler, Platform } from '../../../context.ts'
import { messengersOf, type Gateway, type MessagingProvider, type Messenger } from '../../../gateways/gateway.ts'
import { listUnseen } from '../queries.ts'
import { listUnansweredRefunds } from '../refunds/queries.ts'
import { adoptEvent, findCursor, findPaymentOfObjects, listUndone, moveCursor } from './queries.ts'
import { storeEvents } from './store-events.ts'

const minute = 60_000
const day = 24 * 60 * minute
/** How far the very first sweep of an account looks back: providers list the events of 30 days. */
const firstLookDays = 29
/** Events are listed again for a while: a provider may list late what happened early. */
const overlap = 5 * minute
/** Rows of each kind that one sweep takes up; the next comes in a minute. */
const portion = 2_000
/** Events that are stored in one commit. */
const eventsAtOnce = 50

/** Webhooks are speed, the sweep is the guarantee: with every one of them lost, access still comes within five minutes. */
export const sweepPayments: Handler<typeof job> = async (platform) => {
  for (const { provider, gateway } of messengersOf(platform.gateways)) {
    await sweepEvents(platform, provider, gateway).catch((error: unknown) => {
      // The open payments below do not depend on the provider's list.
      platform.log.error({ err: error, provider }, 'the provider did not list its events')
    })
  }
  await sweepUndone(platform)
  await sweepOpen(platform)
  await sweepRefunds(platform)
}

async function sweepEvents(platform: Platform, provider: MessagingProvider, gateway: Gateway & Messenger): Promise<void> {
  const { db, now } = platform
  const started = now()
  const cursor = (await findCursor(db.open, provider, gateway.account)) ?? new Date(started.getTime() - firstLookDays * day)
  const messages = await gateway.messagesSince(new Date(cursor.getTime() - overlap), portion)
  for (let first = 0; first < messages.length; first += eventsAtOnce) {
    const some = messages.slice(first, first + eventsAtOnce).map((told) => ({ provider, ...told }))
    await inPublic(db, (trx) => storeEvents(trx, platform, some))
  }
  const last = messages.at(-1)?.message.at
  await moveCursor(db.open, provider, gateway.account, messages.length >= portion && last ? last : started)
}

/** Events that came before their payment had a name here, or between a look and its end. Those of somebody else's objects are given up after a while. */
async function sweepUndone({ db, enqueue, gateways, now }: Platform): Promise<void> {
  const at = now().getTime()
  const undone = await listUndone(db.open, { after: new Date(at - 3 * day), before: new Date(at - 2 * minute), limit: portion })
  const named = new Set(undone.map(({ paymentId }) => paymentId).filter((id) => id !== null))
  await enqueue(db.open, syncPayment, ...[...named].map((paymentId) => ({ paymentId })))
  for (const { provider, account, eventId, objectIds, body } of undone.filter(({ paymentId }) => paymentId === null)) {
    const messenger = provider === 'stripe' || provider === 'paypal' ? gateways[provider] : null
    if (!messenger) continue
    const { paymentId: echoed } = messenger.read(body)
    const paymentId = (await findPaymentOfObjects(db.open, provider, account, objectIds)) ?? echoed
    if (!paymentId) continue
    await inPublic(db, async (trx) => {
      await adoptEvent(trx, provider, account, eventId, paymentId)
      await enqueue(trx, syncPayment, { paymentId })
    })
  }
}

async function sweepOpen({ db, platformDb, enqueue, now }: Platform): Promise<void> {
  const at = now().getTime()
  const unseen = await asPlatform(platformDb, (trx) =>
    listUnseen(trx, { openBefore: new Date(at - 3 * minute), settledBefore: new Date(at - 60 * minute), limit: portion }),
  )
  await enqueue(db.open, syncPayment, ...unseen.map((paymentId) => ({ paymentId })))
}

async function sweepRefunds({ db, platformDb, enqueue, now }: Platform): Promise<void> {
  const waiting = await asPlatform(platformDb, (trx) => listUnansweredRefunds(trx, new Date(now().getTime() - 2 * minute), portion))
  await enqueue(db.open, makeRefund, ...waiting.map(({ tenantId, id }) => ({ tenantId, refundId: id })))
}
