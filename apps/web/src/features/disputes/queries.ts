import type { DisputeId, DisputeView } from '@edurise/contracts'
import { api } from '../../api.ts'

export const disputeKeys = {
  root: ['desk-disputes'] as const,
  counts: ['desk-disputes', 'counts'] as const,
  list: (view: DisputeView) => ['desk-disputes', 'list', view] as const,
  one: (disputeId: string) => ['desk-disputes', 'one', disputeId] as const,
}

export const countsQuery = { key: disputeKeys.counts, query: () => api.disputes.count.query({}) }

/** What was typed into the pack stands above what comes later: it is read when it is opened, and after our own writes. */
export const disputeQuery = (disputeId: string) => ({
  key: disputeKeys.one(disputeId),
  query: () => api.disputes.byId.query({ disputeId: asDispute(disputeId) }),
  refetchOnWindowFocus: false,
})

/** What stands in an address is an id of the wire; another text is refused by the server as unknown. */
export function asDispute(text: string): DisputeId {
  return text as DisputeId
}
