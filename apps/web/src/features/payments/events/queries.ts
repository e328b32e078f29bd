import type { ProviderEvent } from '@edurise/contracts'
import { api } from '../../../api.ts'

export type EventState = ProviderEvent['state']
export type EventName = Pick<ProviderEvent, 'provider' | 'account' | 'eventId'>

export const eventKeys = {
  root: ['provider-events'] as const,
  list: (state: EventState | undefined, provider: string) => ['provider-events', 'list', state ?? 'all', provider] as const,
  one: ({ provider, account, eventId }: EventName) => ['provider-events', 'one', provider, account, eventId] as const,
}

export const eventQuery = (name: EventName) => ({ key: eventKeys.one(name), query: () => api.payments.event.query(name) })
