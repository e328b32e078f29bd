import type { Order, Payment } from '@edurise/contracts'
import { describe, expect, it } from 'vitest'
import { mayChange, phaseOf, type OrderPhase } from './order-phase.ts'
import { order, payment } from './testing.ts'

type Row = [Payment['state'], Order['state'], Order['access'], OrderPhase]

const rows: Row[] = [
  ['created', 'open', 'waiting', 'waiting'],
  ['unknown', 'open', 'waiting', 'waiting'],
  ['awaiting_payer', 'open', 'waiting', 'waiting'],
  ['processing', 'open', 'waiting', 'processing'],
  ['authorized', 'open', 'waiting', 'waiting'],
  ['attempt_failed', 'open', 'waiting', 'failed'],
  ['paid', 'open', 'closed', 'opening'],
  ['paid', 'paid', 'open', 'open'],
  ['paid', 'paid', 'closed', 'closed'],
  ['partially_refunded', 'paid', 'open', 'open'],
  ['refund_pending', 'paid', 'open', 'refunding'],
  ['refunded', 'refunded', 'closed', 'refunded'],
  ['refunded', 'refunded', 'open', 'refunded'],
  ['disputed', 'paid', 'open', 'disputed'],
  ['charged_back', 'refunded', 'closed', 'charged_back'],
  ['mismatch', 'open', 'closed', 'mismatch'],
  ['expired', 'expired', 'closed', 'expired'],
  ['expired', 'superseded', 'closed', 'superseded'],
]

describe('what an order comes to', () => {
  it.each(rows)('a payment %s, the order %s, the course %s: %s', (paid, state, access, phase) => {
    expect(phaseOf({ state, access, payments: [payment(paid)] })).toBe(phase)
  })

  it('a second payment that went back by itself changes nothing', () => {
    const payments = [payment('paid'), payment('refunded', { duplicate: true })]
    expect(phaseOf({ state: 'paid', access: 'open', payments })).toBe('open')
  })

  it('a payment begun after one that expired is waited for', () => {
    expect(phaseOf({ state: 'open', access: 'waiting', payments: [payment('expired'), payment('awaiting_payer')] })).toBe('waiting')
  })

  it('a transfer that is expected waits, and does not hide money that is on its way', () => {
    const transfer = payment('awaiting_payer', { provider: 'bank_transfer', createdAt: '2026-11-24T08:00:00.000Z' })
    const facts = { state: 'open', access: 'waiting' } as const
    expect(phaseOf({ ...facts, payments: [transfer] })).toBe('transfer')
    expect(phaseOf({ ...facts, payments: [payment('attempt_failed'), transfer] })).toBe('transfer')
    expect(phaseOf({ ...facts, payments: [payment('processing'), transfer] })).toBe('processing')
    expect(phaseOf({ ...facts, payments: [transfer, payment('attempt_failed', { createdAt: '2026-11-24T09:00:00.000Z' })] })).toBe('failed')
  })

  it('an order that is open is asked about no more', () => {
    expect(mayChange(phaseOf(order('paid', { state: 'paid', access: 'open' })))).toBe(false)
  })
})
