import type { RefundChoice, RefundState } from '@edurise/contracts'
import { api } from '../../api.ts'

export type PlainChoice = Pick<RefundChoice, 'paymentId' | 'amountMinor' | 'lines'>

export const refundKeys = {
  root: ['desk-refunds'] as const,
  list: (state: RefundState | undefined) => ['desk-refunds', 'list', state ?? 'all'] as const,
  preview: (choice: PlainChoice | null) => ['desk-refunds', 'preview', JSON.stringify(choice)] as const,
}

/** Without a choice there is nothing to ask, and the query is not sent. */
export const previewQuery = (choice: PlainChoice | null) => ({
  key: refundKeys.preview(choice),
  query: () => (choice ? api.refunds.preview.query(choice) : Promise.reject(new Error('nothing is chosen'))),
  enabled: choice !== null,
  // What can be returned changes with every other refund: it is asked anew.
  staleTime: 0,
})
