import type { ProviderEvent } from '@edurise/contracts'
import { api } from '../../../api.ts'

export type EventState = ProviderEvent['state']
export type EventName = Pick<ProviderEvent, 'provider' | 'account' | 'eventId'>

export const eventKeys = {
  list: (state: EventState | undefined) => ['provider-events', 'list', state ?? 'all'] as const,
  one: ({ provider, account, eventId }: EventName) => ['provider-events', 'one', provider, account, eventId] as const,
}

const pageSize = 50

export const eventsQuery = (state: EventState | undefined) => ({
  key: eventKeys.list(state),
  initialPageParam: undefined as string | undefined,
  query: ({ pageParam }: { pageParam: string | undefined }) =>
    api.payments.events.query({ limit: pageSize, ...(state && { state }), ...(pageParam === undefined ? {} : { cursor: pageParam }) }),
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
})

export const eventQuery = (name: EventName) => ({ key: eventKeys.one(name), query: () => api.payments.event.query(name) })
