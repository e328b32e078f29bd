import type { OrderNeed, OrderRow } from '@edurise/contracts'

export type RowState =
  | 'notOpen'
  | 'mismatch'
  | 'disputed'
  | 'charged_back'
  | 'refund_failed'
  | 'refund_asked'
  | 'proof'
  | 'paid'
  | 'partially_refunded'
  | 'refund_pending'
  | 'refunded'
  | 'bank'
  | 'waiting'
  | 'attempt_failed'
  | 'expired'
  | 'superseded'

const needed: Record<OrderNeed, RowState> = {
  mismatch: 'mismatch',
  no_access: 'notOpen',
  dispute: 'disputed',
  refund_failed: 'refund_failed',
  refund_asked: 'refund_asked',
  transfer: 'proof',
}

/** What a row says of its order: first what is wrong or waits for somebody, then where its money is. */
export function rowState({ needs, paymentState, state }: Pick<OrderRow, 'needs' | 'paymentState' | 'state'>): RowState {
  if (needs) return needed[needs]
  if (paymentState === 'mismatch' || paymentState === 'disputed' || paymentState === 'charged_back') return paymentState
  if (state === 'refunded') return 'refunded'
  if (state === 'superseded' || state === 'expired') return state
  switch (paymentState) {
    case 'partially_refunded':
    case 'refund_pending':
    case 'refunded':
    case 'attempt_failed':
    case 'expired':
    case 'paid':
      return paymentState
    case 'authorized':
    case 'processing':
      return 'bank'
    case 'awaiting_payer':
    case 'created':
    case 'unknown':
      return 'waiting'
    case null:
      return state === 'paid' ? 'paid' : 'waiting'
  }
}

interface Look {
  color: 'success' | 'warning' | 'error' | 'info' | 'neutral'
  icon: string
}

export const looks: Record<RowState, Look> = {
  notOpen: { color: 'error', icon: 'i-lucide-triangle-alert' },
  mismatch: { color: 'error', icon: 'i-lucide-triangle-alert' },
  disputed: { color: 'error', icon: 'i-lucide-scale' },
  charged_back: { color: 'error', icon: 'i-lucide-scale' },
  refund_failed: { color: 'error', icon: 'i-lucide-triangle-alert' },
  refund_asked: { color: 'neutral', icon: 'i-lucide-undo-2' },
  proof: { color: 'info', icon: 'i-lucide-file-search' },
  paid: { color: 'success', icon: 'i-lucide-key-round' },
  partially_refunded: { color: 'info', icon: 'i-lucide-undo-2' },
  refund_pending: { color: 'neutral', icon: 'i-lucide-undo-2' },
  refunded: { color: 'neutral', icon: 'i-lucide-undo-2' },
  bank: { color: 'warning', icon: 'i-lucide-landmark' },
  waiting: { color: 'warning', icon: 'i-lucide-hourglass' },
  attempt_failed: { color: 'error', icon: 'i-lucide-x' },
  expired: { color: 'neutral', icon: 'i-lucide-clock' },
  superseded: { color: 'neutral', icon: 'i-lucide-replace' },
}
