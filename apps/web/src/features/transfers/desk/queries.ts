import type { TransferReturn, StatementLine, TransferView } from '@edurise/contracts'
import { api } from '../../../api.ts'

export const deskKeys = {
  root: ['desk-transfers'] as const,
  list: (view: TransferView, q: string) => ['desk-transfers', 'list', view, q] as const,
  counts: ['desk-transfers', 'counts'] as const,
  one: (transferId: string) => ['desk-transfers', 'one', transferId] as const,
  lines: (state: StatementLine['state']) => ['desk-transfers', 'lines', state] as const,
  returns: (state: TransferReturn['state']) => ['desk-transfers', 'returns', state] as const,
  found: (q: string) => ['desk-transfers', 'found', q] as const,
  statements: ['desk-transfers', 'statements'] as const,
  accounts: ['desk-transfers', 'accounts'] as const,
}

export const countsQuery = { key: deskKeys.counts, query: () => api.transfers.count.query({}) }

export const transferQuery = (transferId: string) => ({
  key: deskKeys.one(transferId),
  query: () => api.transfers.byId.query({ transferId }),
})

/** The accounts that money may arrive on. */
export const accountsQuery = { key: deskKeys.accounts, query: () => api.transfers.accounts.query({}) }

/** Transfers that a search finds, whatever their state. */
export const foundQuery = (q: string) => ({
  key: deskKeys.found(q),
  query: () => api.transfers.inbox.query({ view: 'all', q, limit: 8 }),
})
