import type { TransferDetails, TransferState } from '@edurise/contracts'

interface Look {
  color: 'success' | 'warning' | 'error' | 'info' | 'neutral'
  icon: string
}

export const looks: Record<TransferState, Look> = {
  waiting: { color: 'warning', icon: 'i-lucide-hourglass' },
  proof_sent: { color: 'info', icon: 'i-lucide-file-search' },
  asked: { color: 'warning', icon: 'i-lucide-message-circle' },
  second_wanted: { color: 'info', icon: 'i-lucide-users' },
  part_paid: { color: 'warning', icon: 'i-lucide-circle-dashed' },
  settled: { color: 'success', icon: 'i-lucide-key-round' },
  refused: { color: 'neutral', icon: 'i-lucide-x' },
  expired: { color: 'neutral', icon: 'i-lucide-clock' },
}

/** What can be done with a transfer. */
export type Decision = 'approve' | 'ask' | 'refuse' | 'undo'

const open: ReadonlySet<TransferState> = new Set(['waiting', 'proof_sent', 'asked', 'part_paid', 'second_wanted'])

/** The proposal that waits for a second person. */
export const proposalOf = (transfer: Pick<TransferDetails, 'receipts'>) => transfer.receipts.find(({ state }) => state === 'proposed')

/** What somebody may decide now; a proposal has to be confirmed or taken back before anything else. */
export function decisionsOf(transfer: Pick<TransferDetails, 'state' | 'receipts'>): Decision[] {
  const received = transfer.receipts.some(({ state }) => state !== 'withdrawn')
  const undo: Decision[] = received ? ['undo'] : []
  if (proposalOf(transfer)) return ['refuse', ...undo]
  if (open.has(transfer.state)) return ['approve', 'ask', 'refuse', ...undo]
  // Late money counts: a transfer whose time is over can still be approved.
  return transfer.state === 'expired' ? ['approve', ...undo] : undo
}

export type Fit = { fit: 'exact' } | { fit: 'part'; restMinor: number } | { fit: 'over'; overMinor: number }

/** What an amount would come to, together with what has arrived before. */
export function fitOf(
  amountMinor: number,
  { amountMinor: expected, receivedMinor }: Pick<TransferDetails, 'amountMinor' | 'receivedMinor'>,
): Fit {
  const rest = expected - receivedMinor - amountMinor
  if (rest === 0) return { fit: 'exact' }
  return rest > 0 ? { fit: 'part', restMinor: rest } : { fit: 'over', overMinor: -rest }
}
