import type { PublicTrx } from '@edurise/db'
import { syncPayment } from '@edurise/jobs'
import type { Platform } from '../../../context.ts'
import type { MessagingProvider, ProviderMessage } from '../../../gateways/gateway.ts'
import { findPaymentOfObjects, findRoute, receiveEvent } from './queries.ts'

/** One event, stored as it came; with it, in the same commit, the job that looks at what it speaks of. True when it is new. */
export async function storeEvent(
  trx: PublicTrx,
  { enqueue, now, gateways, log }: Pick<Platform, 'enqueue' | 'now' | 'gateways' | 'log'>,
  provider: MessagingProvider,
  { eventId, type, account, apiVersion, objectIds, paymentId: echoed, wanted, trust }: ProviderMessage,
  body: Buffer,
): Promise<boolean> {
  // Our own rows say whose it is; the echo is believed only if it names a payment of ours.
  const paymentId =
    (await findPaymentOfObjects(trx, provider, account, objectIds)) ?? (echoed && (await findRoute(trx, echoed)) ? echoed : null)
  // An event of another version is set aside for the platform's staff to see; its names are names all the same, and looking does no harm.
  const expected = gateways[provider]?.apiVersion ?? null
  const foreign = apiVersion !== null && expected !== null && apiVersion !== expected
  const state = !wanted ? 'ignored' : foreign ? 'failed' : 'stored'
  if (wanted && foreign) log.warn({ provider, eventId, type, apiVersion }, 'an event of another API version was set aside')
  const isNew = await receiveEvent(trx, {
    provider,
    account,
    eventId,
    type,
    apiVersion,
    body,
    objectIds,
    paymentId,
    state,
    trust,
    at: now(),
  })
  if (isNew && wanted && paymentId) await enqueue(trx, syncPayment, { paymentId })
  return isNew
}
