import { AppError, Instant, type payments, type ProviderEvent } from '@edurise/contracts'
import { z } from 'zod'
import { asStaff, type CallContext } from '../../../context.ts'
import { pageOf, readCursor } from '../../../paging.ts'
import { findEvent, listEvents } from './queries.ts'

const EventCursor = z.tuple([Instant, z.string().max(200)])

export async function readEvents(
  ctx: CallContext<typeof payments.events>,
  { state, provider, cursor, limit }: z.output<(typeof payments.events)['input']>,
): Promise<{ items: ProviderEvent[]; nextCursor: string | null }> {
  const [at, eventId] = readCursor(EventCursor, cursor) ?? []
  const after = at && eventId ? { at, eventId } : null
  const filter = { state: state ?? null, provider: provider ?? null, after, limit: limit + 1 }
  const rows = await asStaff(ctx, 'provider events', (trx) => listEvents(trx, filter))
  return pageOf(rows, limit, ({ receivedAt, eventId: last }) => [receivedAt, last])
}

export async function readEvent(
  ctx: CallContext<typeof payments.event>,
  name: z.output<(typeof payments.event)['input']>,
): Promise<z.input<(typeof payments.event)['output']>> {
  const event = await asStaff(ctx, 'one provider event', (trx) => findEvent(trx, name))
  if (!event) throw new AppError('EVENT_NOT_FOUND', {})
  return { ...event, body: event.body.toString('utf8') }
}
