import type { RefundState } from '@edurise/contracts'

interface Look {
  color: 'success' | 'warning' | 'error' | 'info' | 'neutral'
  icon: string
}

export const refundLooks: Record<RefundState, Look> = {
  asked: { color: 'warning', icon: 'i-lucide-hourglass' },
  withdrawn: { color: 'neutral', icon: 'i-lucide-circle-slash' },
  declined: { color: 'neutral', icon: 'i-lucide-x' },
  requested: { color: 'info', icon: 'i-lucide-undo-2' },
  pending: { color: 'info', icon: 'i-lucide-landmark' },
  succeeded: { color: 'success', icon: 'i-lucide-check' },
  failed: { color: 'error', icon: 'i-lucide-triangle-alert' },
}
