import type { Order } from '@edurise/contracts'

export interface Happened {
  at: string
  what: 'ordered' | 'begun' | 'paid' | 'twice' | 'asked' | 'decided' | 'declined' | 'withdrawn' | 'returned' | 'failed' | 'paper'
  tone: 'plain' | 'good' | 'bad'
  amountMinor?: number
  provider?: Order['payments'][number]['provider']
  paper?: Order['invoices'][number]
  /** What somebody wrote. */
  said?: string
}

type Told = Pick<Order, 'createdAt' | 'totalMinor'> & {
  payments: Pick<Order['payments'][number], 'createdAt' | 'paidAt' | 'provider' | 'duplicate' | 'amountMinor'>[]
  refunds: Pick<
    Order['refunds'][number],
    'state' | 'reason' | 'amountMinor' | 'note' | 'answer' | 'createdAt' | 'decidedAt' | 'settledAt'
  >[]
  invoices: Order['invoices']
}

function ofRefund({ state, reason, amountMinor, note, answer, createdAt, decidedAt, settledAt }: Told['refunds'][number]): Happened[] {
  const happened: Happened[] = []
  if (reason === 'asked') happened.push({ at: createdAt, what: 'asked', tone: 'plain', amountMinor, said: note })
  if (state === 'declined') happened.push({ at: decidedAt ?? createdAt, what: 'declined', tone: 'plain', said: answer })
  else if (state === 'withdrawn') happened.push({ at: settledAt ?? decidedAt ?? createdAt, what: 'withdrawn', tone: 'plain' })
  else if (state !== 'asked') {
    happened.push({ at: decidedAt ?? createdAt, what: 'decided', tone: 'plain', amountMinor })
    if (state === 'succeeded') happened.push({ at: settledAt ?? createdAt, what: 'returned', tone: 'good', amountMinor })
    if (state === 'failed') happened.push({ at: settledAt ?? createdAt, what: 'failed', tone: 'bad', amountMinor })
  }
  return happened
}

/** What happened to an order as its buyer may know it, newest first. */
export function whatHappened(order: Told): Happened[] {
  const happened: Happened[] = [{ at: order.createdAt, what: 'ordered', tone: 'plain' }]
  for (const { createdAt, paidAt, provider, duplicate, amountMinor } of order.payments) {
    happened.push({ at: createdAt, what: 'begun', tone: 'plain', provider })
    if (paidAt) happened.push({ at: paidAt, what: duplicate ? 'twice' : 'paid', tone: duplicate ? 'plain' : 'good', provider, amountMinor })
  }
  happened.push(...order.refunds.flatMap(ofRefund))
  for (const paper of order.invoices) happened.push({ at: paper.issuedAt, what: 'paper', tone: 'plain', paper })
  return happened
    .map((one, at) => ({ one, at }))
    .toSorted((a, b) => Date.parse(b.one.at) - Date.parse(a.one.at) || b.at - a.at)
    .map(({ one }) => one)
}
