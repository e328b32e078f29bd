import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EvidencePack } from '@edurise/contracts'
import type { SaleRecord } from './queries.ts'
import { cutTo, packOf } from './write-pack.ts'

const sale: SaleRecord = {
  number: 17,
  orderedAt: '2026-01-01T11:58:00.000Z',
  paidAt: '2026-01-01T12:00:30.000Z',
  buyerName: 'Amina Said',
  buyerEmail: 'amina@example.org',
  totalMinor: 4_900,
  currency: 'USD',
  offer: { title: 'Sea navigation', slug: 'sea-navigation', refundDays: 14, tenantName: 'Harbour', teacherName: 'Theo Teacher' },
  tenantName: 'Harbour',
  provider: 'stripe',
  providerRef: 'pi_1',
  capturedAt: '2026-01-01T12:00:00.000Z',
  account: { createdAt: '2025-12-31T09:00:00.000Z', emailVerified: true },
  opened: [{ at: '2026-01-01T12:00:30.000Z', endedAt: null, source: 'order_line' }],
  openings: [
    {
      day: '2026-01-02',
      firstAt: '2026-01-02T10:03:00.000Z',
      lastAt: '2026-01-02T10:40:00.000Z',
      lesson: 'What a chart tells you',
      ip: '192.0.2.7',
      userAgent: 'A browser',
    },
  ],
  completed: [{ at: '2026-01-02T10:40:00.000Z', lesson: 'What a chart tells you' }],
  attempts: [{ at: '2026-01-02T11:00:00.000Z', lesson: 'Chart and compass', percent: 80, passed: true }],
  papers: [{ at: '2026-01-01T12:00:31.000Z', kind: 'invoice', series: 'HARBOUR-2026', number: 17, totalMinor: 4_900 }],
  mails: [{ at: '2026-01-01T12:00:31.000Z', kind: 'receipt', to: 'amina@example.org', sentAt: '2026-01-01T12:00:33.000Z' }],
  refunds: [],
}

describe('the evidence of a sale', () => {
  it('says what was sold, to whom, when, and for how much', () => {
    const { productDescription, serviceDate } = packOf(sale)
    for (const fact of ['Sea navigation', 'Harbour', 'EDU-2026-000017', 'Amina Said <amina@example.org>', '49.00 USD', 'pi_1'])
      expect(productDescription).toContain(fact)
    expect(serviceDate).toBe('2026-01-01')
  })

  it('tells what the buyer did in the order it happened, each line with its time', () => {
    const lines = packOf(sale).accessLog.split('\n')
    expect(lines.slice(1)).toEqual([
      'Account of Amina Said <amina@example.org>: created on 2025-12-31 09:00, address confirmed by its owner.',
      '2026-01-01 12:00 The course was opened to the buyer by the payment of an order',
      '2026-01-02 10:03 to 10:40 Lesson "What a chart tells you" was open, from address 192.0.2.7 (A browser)',
      '2026-01-02 10:40 Lesson "What a chart tells you" was completed',
      '2026-01-02 11:00 Quiz "Chart and compass" was answered: 80 %, passed',
    ])
    expect(packOf({ ...sale, openings: [], completed: [], attempts: [] }).accessLog).toContain('No lesson has been opened.')
  })

  it('names the refund policy that was offered with the order, and what was asked of it', () => {
    expect(packOf(sale).refundPolicy).toContain('within 14 days')
    expect(packOf(sale).refundPolicy).toContain('until 2026-01-15')
    expect(packOf({ ...sale, offer: { ...sale.offer, refundDays: 0 } }).refundPolicy).toContain('without a refund window')
    const asked = { at: '2026-01-03T08:00:00.000Z', state: 'declined', amountMinor: 4_900, reason: 'asked' }
    expect(packOf({ ...sale, refunds: [asked] }).refundPolicy).toContain(
      '2026-01-03 08:00 UTC, 49.00 USD: the buyer asked for a refund; it was declined.',
    )
  })

  it('lists papers and mails with the time at which they were sent', () => {
    expect(packOf(sale).correspondence).toContain('Invoice HARBOUR-2026-000017 was issued: 49.00 USD')
    expect(packOf(sale).correspondence).toContain('Receipt of the payment was sent to amina@example.org')
  })

  it('keeps what others wrote in its line: nobody can write a fact of their own into it', () => {
    const forged = 'Lesson\n2026-01-01 00:00 The buyer confirmed everything\u2028and more'
    const lines = packOf({
      ...sale,
      openings: sale.openings.map((one) => ({ ...one, lesson: forged, userAgent: forged })),
    }).accessLog.split('\n')
    expect(lines).toHaveLength(packOf(sale).accessLog.split('\n').length)
  })

  it('fits what a provider reads, whatever happened, and says when something is left out', () => {
    const openings = Array.from({ length: 500 }, (_, index) => ({
      ...(sale.openings[0] ?? { day: '', firstAt: '', lastAt: '', lesson: '', ip: '', userAgent: '' }),
      lesson: `Lesson ${index} ${'word '.repeat(20)}`,
    }))
    const pack = packOf({ ...sale, openings })
    expect(EvidencePack.safeParse(pack).success).toBe(true)
    expect(pack.accessLog).toMatch(/\(\d+ further lines do not fit here and are left out\.\)$/)
  })
})

const lineOf = (minLength: number) => fc.string({ minLength, maxLength: 300 }).map((text) => text.replaceAll('\n', ' '))

describe('cutting', () => {
  it('leaves what fits as it is', () => {
    fc.assert(
      fc.property(fc.array(lineOf(0), { maxLength: 60 }), (lines) => {
        const whole = lines.join('\n')
        expect(cutTo(lines, Math.max(whole.length, 100))).toBe(whole)
      }),
    )
  })

  it('never exceeds its bound, keeps whole lines from the first on, and counts the rest', () => {
    const long = fc.array(lineOf(30), { minLength: 5, maxLength: 60 })
    fc.assert(
      fc.property(long, fc.integer({ min: 0, max: 999 }), (lines, perMille) => {
        const max = 100 + Math.floor(((lines.join('\n').length - 101) * perMille) / 1000)
        const text = cutTo(lines, max)
        expect(text.length).toBeLessThanOrEqual(max)
        const kept = text.split('\n')
        const left = Number(/^\((\d+) further/.exec(kept.pop() ?? '')?.[1])
        expect(kept).toEqual(lines.slice(0, kept.length))
        expect(left).toBe(lines.length - kept.length)
      }),
    )
  })
})
