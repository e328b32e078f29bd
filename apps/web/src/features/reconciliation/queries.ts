import type { FindingList, FindingState } from '@edurise/contracts'
import { api } from '../../api.ts'

export type Provider = 'stripe' | 'paypal' | 'bank_transfer'
export const providers: readonly Provider[] = ['stripe', 'paypal', 'bank_transfer']
export const lists: readonly FindingList[] = ['missing_here', 'missing_there', 'differs']

export const reconciliationKeys = {
  root: ['reconciliation'] as const,
  counts: ['reconciliation', 'counts'] as const,
  list: (desk: 'admin' | 'platform', list: FindingList, state: FindingState) => ['reconciliation', 'list', desk, list, state] as const,
  runs: ['reconciliation', 'runs'] as const,
  balance: (provider: Provider, from: string, to: string) => ['reconciliation', 'balance', provider, from, to] as const,
}

export const countsQuery = { key: reconciliationKeys.counts, query: () => api.reconciliation.count.query({}) }

export const balanceQuery = (provider: Provider, from: string, to: string) => ({
  key: reconciliationKeys.balance(provider, from, to),
  query: () => api.reconciliation.balance.query({ provider, from, to }),
})
