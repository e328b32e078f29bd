import type { PaymentId } from '@edurise/contracts'
import type { PublicTrx } from '@edurise/db'
import { syncPayment } from '@edurise/jobs'
import type { Platform } from '../../../context.ts'
import type { MessagingProvider, ProviderMessage } from '../../../gateways/gateway.ts'
import { findKnownPayments, listPaymentsOfObjects, receiveEvents, type NewEvent } from './queries.ts'

/** What a provider sent, once it is known that the provider did. */
export interface Received {
  provider: MessagingProvider
  message: ProviderMessage
  body: Buffer
}

const keyOf = ({ provider, account, id }: { provider: string; account: string; id: string }) => `${provider} ${account} ${id}`

/** Events, stored as they came; with them, in the same commit, the jobs that look at what they speak of. For each whether it is new. */
export async function storeEvents(
  trx: PublicTrx,
  platform: Pick<Platform, 'enqueue' | 'now' | 'gateways' | 'log'>,
  received: readonly Received[],
): Promise<boolean[]> {
  const paymentOf = await namePayments(trx, received)
  const events = received.map((one) => asEvent(platform, one, paymentOf(one)))
  // Two processes that store the same events lock them in the same order.
  const inOrder = events.toSorted((one, other) => compare(keyOfEvent(one), keyOfEvent(other)))
  const fresh = new Set((await receiveEvents(trx, inOrder, platform.now())).map(keyOfEvent))

  const due = new Set<PaymentId>()
  const answers = events.map((event, index) => {
    const isNew = fresh.delete(keyOfEvent(event))
    if (isNew && received[index]?.message.wanted && event.paymentId) due.add(event.paymentId)
    return isNew
  })
  await platform.enqueue(trx, syncPayment, ...[...due].toSorted(compare).map((paymentId) => ({ paymentId })))
  return answers
}

const compare = (one: string, other: string) => (one < other ? -1 : 1)
const keyOfEvent = ({ provider, account, eventId }: Pick<NewEvent, 'provider' | 'account' | 'eventId'>) =>
  keyOf({ provider, account, id: eventId })

/** Our own rows say whose an event is; an echo is believed only if it names a payment of ours. */
async function namePayments(trx: PublicTrx, received: readonly Received[]): Promise<(one: Received) => PaymentId | null> {
  const objects = received.flatMap(({ provider, message: { account, objectIds } }) =>
    objectIds.map((objectId) => ({ provider, account, objectId })),
  )
  const echoes = received.map(({ message }) => message.paymentId).filter((id) => id !== null)
  const owners = new Map(
    (await listPaymentsOfObjects(trx, objects)).map(({ paymentId, ...object }) => [keyOf({ ...object, id: object.objectId }), paymentId]),
  )
  const known = await findKnownPayments(trx, [...new Set(echoes)])
  return ({ provider, message: { account, objectIds, paymentId: echoed } }) => {
    const named = objectIds.map((id) => owners.get(keyOf({ provider, account, id }))).find((id) => id !== undefined)
    return named ?? (echoed && known.has(echoed) ? echoed : null)
  }
}

/** An event of another version is set aside for the platform's staff to see; its names are names all the same, and looking does no harm. */
function asEvent(
  { gateways, log }: Pick<Platform, 'gateways' | 'log'>,
  { provider, message, body }: Received,
  paymentId: PaymentId | null,
): NewEvent {
  const { eventId, type, account, apiVersion, objectIds, wanted, trust } = message
  const expected = gateways[provider]?.apiVersion ?? null
  const foreign = apiVersion !== null && expected !== null && apiVersion !== expected
  if (wanted && foreign) log.warn({ provider, eventId, type, apiVersion }, 'an event of another API version was set aside')
  const state = !wanted ? 'ignored' : foreign ? 'failed' : 'stored'
  return { provider, account, eventId, type, apiVersion, body, objectIds, paymentId, state, trust }
}
