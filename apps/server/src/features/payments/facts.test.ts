import type { PaymentFacts } from '@edurise/db'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeFacts } from './facts.ts'

const at = fc.integer({ min: 0, max: 5 }).map((second) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString())
const small = fc.integer({ min: 0, max: 3 })
const ids = fc.constantFrom('a', 'b')

const facts: fc.Arbitrary<PaymentFacts> = fc.record(
  {
    objectId: fc.constant('cs_1'),
    processing: fc.boolean(),
    ended: fc.boolean(),
    failure: fc.constantFrom('', 'card_declined'),
    noAnswer: fc.constant(true),
    observedAt: at,
    captures: fc.dictionary(ids, fc.record({ amountMinor: small, currency: fc.constant('USD'), feeMinor: small, at })),
    refunds: fc.dictionary(ids, fc.record({ status: fc.constantFrom('pending', 'succeeded', 'failed'), amountMinor: small, at })),
    disputes: fc.dictionary(
      ids,
      fc.record(
        {
          status: fc.constantFrom('warning', 'needs_response', 'under_review', 'won', 'lost', 'withdrawn', 'prevented'),
          amountMinor: small,
          feeMinor: small,
          withdrawnMinor: small,
          reinstatedMinor: small,
          answered: fc.constant(true),
          at,
        },
        { requiredKeys: ['status', 'amountMinor', 'feeMinor', 'withdrawnMinor', 'reinstatedMinor', 'at'] },
      ),
    ),
  },
  { requiredKeys: [] },
)

describe('facts about a payment', () => {
  it('are the same in whatever order they were learnt', () => {
    fc.assert(
      fc.property(facts, facts, (a, b) => {
        expect(mergeFacts(a, b)).toEqual(mergeFacts(b, a))
      }),
    )
  })

  it('are the same however they are brought together', () => {
    fc.assert(
      fc.property(facts, facts, facts, (a, b, c) => {
        expect(mergeFacts(mergeFacts(a, b), c)).toEqual(mergeFacts(a, mergeFacts(b, c)))
      }),
    )
  })

  it('are not changed by hearing them again', () => {
    fc.assert(
      fc.property(facts, facts, (a, b) => {
        const known = mergeFacts(a, b)
        expect(mergeFacts(known, a)).toEqual(known)
        expect(mergeFacts(known, b)).toEqual(known)
      }),
    )
  })

  it('know that an inquiry was answered, and that the dispute which it became was not', () => {
    const dispute = { amountMinor: 4900, feeMinor: 0, withdrawnMinor: 0, reinstatedMinor: 0, at: '2026-01-01T00:00:00.000Z' }
    const inquiry: PaymentFacts = { disputes: { dp_1: { ...dispute, status: 'warning', answered: true } } }
    const escalated: PaymentFacts = { disputes: { dp_1: { ...dispute, status: 'needs_response' } } }
    const answered: PaymentFacts = { disputes: { dp_1: { ...dispute, status: 'under_review', answered: true } } }
    expect(mergeFacts(inquiry, {}).disputes?.['dp_1']).toMatchObject({ answered: true })
    expect(mergeFacts(inquiry, escalated).disputes?.['dp_1']).not.toHaveProperty('answered')
    expect(mergeFacts(escalated, inquiry).disputes?.['dp_1']).not.toHaveProperty('answered')
    expect(mergeFacts(mergeFacts(inquiry, escalated), answered).disputes?.['dp_1']).toMatchObject({ answered: true })
  })

  it('never lose a capture to a look that saw none', () => {
    const captured: PaymentFacts = {
      captures: { ch_1: { amountMinor: 4900, currency: 'USD', feeMinor: 172, at: '2026-01-01T00:00:00.000Z' } },
      observedAt: '2026-01-01T00:00:01.000Z',
    }
    const later: PaymentFacts = { ended: true, observedAt: '2026-01-01T00:00:09.000Z' }
    expect(mergeFacts(captured, later).captures).toEqual(captured.captures)
  })
})
