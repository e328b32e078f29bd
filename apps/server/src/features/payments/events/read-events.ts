import { AppError, Instant, type payments, type ProviderEvent } from '@edurise/contracts'
import { z } from 'zod'
import { asStaff, type CallContext } from '../../../context.ts'
import { pageOf, readCursor } from '../../../paging.ts'
import { findEvent, listEvents } from './queries.ts'

const EventCursor = z.tuple([Instant, z.string().max(200)])

export async function readEvents(
  ctx: CallContext<typeof payments.events>,
  { state, cursor, limit }: z.output<(typeof payments.events)['input']>,
): Promise<{ items: ProviderEvent[]; nextCursor: string | null }> {
  const [at, eventId] = readCursor(EventCursor, cursor) ?? []
  const after = at && eventId ? { at, eventId } : null
  const rows = await asStaff(ctx, 'provider events', (trx) => listEvents(trx, { state: state ?? null, after, limit: limit + 1 }))
  return pageOf(rows, limit, ({ receivedAt, eventId: last }) => [receivedAt, last])
}

export async function readEvent(
  ctx: CallContext<typeof payments.event>,
  { provider, account, eventId }: z.output<(typeof payments.event)['input']>,
): Promise<ProviderEvent & { body: string }> {
  const event = await asStaff(ctx, 'one provider event', (trx) => findEvent(trx, provider, account, eventId))
  if (!event) throw new AppError('EVENT_NOT_FOUND', {})
  return { ...event, body: event.body.toString('utf8') }
}
