import { describe, expect, it } from 'vitest'
import { ProviderSilent } from '../gateway.ts'
import { factsOf, disputeFacts } from './facts.ts'
import { Dispute, Order } from './shapes.ts'
import { aCapture, aDispute, anOrder, type OrderWishes } from './testing/answers.ts'

const look = { account: 'platform', livemode: false, observedAt: '2026-01-02T12:00:00.000Z' }

function facts(wishes: OrderWishes) {
  const order = Order.parse(anOrder(wishes))
  return factsOf(order, order.purchase_units[0]?.payments?.refunds ?? [], [], look)
}

const disputed = (wishes: Parameters<typeof aDispute>[0]) => disputeFacts(Dispute.parse(aDispute(wishes)))
const usd = (value: string) => ({ currency_code: 'USD', value })
const moved = (type: string, value: string, reason = 'DISPUTE_SETTLEMENT', party = 'SELLER') => ({
  affected_party: party,
  amount: usd(value),
  type,
  reason,
})

describe('an order', () => {
  it('that waits for its payer can be paid at its address, and names what it was made for', () => {
    expect(facts({})).toEqual({
      objectId: '5O190127TN364715T',
      checkoutUrl: 'https://www.paypal.com/checkoutnow?token=5O190127TN364715T',
      orderEcho: '01890a5d-ac96-774b-bcce-b302099a8057',
      paymentEcho: '01890a5d-ac96-774b-bcce-b302099a8058',
      account: 'platform',
      livemode: false,
      observedAt: '2026-01-02T12:00:00.000Z',
      currency: 'USD',
      amountMinor: 4_900,
      processing: false,
      authorized: false,
      ended: false,
      failure: '',
      captures: {},
      refunds: {},
      disputes: {},
    })
  })

  it('that its payer approved is authorised, and has taken nothing', () => {
    expect(facts({ status: 'APPROVED' })).toMatchObject({ authorized: true, checkoutUrl: '', captures: {}, ended: false })
  })

  it('that was captured holds the money, with the fee in the currency of the payment only', () => {
    expect(facts({ status: 'COMPLETED', captures: [aCapture()] })).toMatchObject({
      authorized: false,
      processing: false,
      captures: { '3C679366HH908993F': { amountMinor: 4_900, currency: 'USD', feeMinor: 191, at: '2026-01-02T11:59:59.000Z' } },
    })
    const foreign = aCapture({ seller_receivable_breakdown: { paypal_fee: { currency_code: 'EUR', value: '1.70' } } })
    expect(facts({ status: 'COMPLETED', captures: [foreign] }).captures?.['3C679366HH908993F']?.feeMinor).toBe(0)
  })

  it.each(['PARTIALLY_REFUNDED', 'REFUNDED', 'REVERSED'])('whose capture is %s had its money all the same', (status) => {
    expect(Object.keys(facts({ status: 'COMPLETED', captures: [aCapture({ status })] }).captures ?? {})).toHaveLength(1)
  })

  it.each(['BUYER_COMPLAINT', 'CHARGEBACK'])('whose capture is held back for %s had its money all the same', (reason) => {
    for (const status of ['PENDING', 'DECLINED'])
      expect(facts({ status: 'COMPLETED', captures: [aCapture({ status, status_details: { reason } })] })).toMatchObject({
        processing: false,
        ended: false,
        failure: '',
        captures: { '3C679366HH908993F': { amountMinor: 4_900 } },
      })
  })

  it('whose capture is looked at by PayPal is under way', () => {
    const capture = aCapture({ status: 'PENDING', status_details: { reason: 'PENDING_REVIEW' } })
    expect(facts({ status: 'COMPLETED', captures: [capture] })).toMatchObject({ processing: true, captures: {}, ended: false })
  })

  it('whose only capture was declined is over, and says why', () => {
    const capture = aCapture({ status: 'DECLINED', status_details: { reason: 'VERIFICATION_REQUIRED' } })
    expect(facts({ status: 'COMPLETED', captures: [capture] })).toMatchObject({
      failure: 'verification_required',
      ended: true,
      captures: {},
    })
  })

  it('whose second capture came through has not failed', () => {
    const captures = [aCapture({ id: 'A', status: 'DECLINED' }), aCapture({ id: 'B' })]
    expect(facts({ status: 'COMPLETED', captures })).toMatchObject({ failure: '', ended: false, captures: { B: { amountMinor: 4_900 } } })
  })

  it('that was voided is over', () => {
    expect(facts({ status: 'VOIDED' })).toMatchObject({ ended: true, checkoutUrl: '' })
  })

  it.each([
    ['COMPLETED', 'succeeded'],
    ['PENDING', 'pending'],
    ['FAILED', 'failed'],
    ['CANCELLED', 'failed'],
  ])('says of a refund that is %s: %s', (status, said) => {
    const refunds = [{ id: 'R', status, amount: usd('10.00'), create_time: '2026-01-03T00:00:00Z' }]
    expect(facts({ status: 'COMPLETED', captures: [aCapture()], refunds }).refunds).toEqual({
      R: { status: said, amountMinor: 1_000, at: '2026-01-03T00:00:00.000Z' },
    })
  })

  it.each([
    ['JPY', '4900', 4_900],
    ['HUF', '4900', 490_000],
    ['TWD', '4900', 490_000],
  ])('in %s of %s is read in minor units', (currency, value, minor) => {
    expect(facts({ amount: { currency_code: currency, value } }).amountMinor).toBe(minor)
  })

  it('with an amount that its currency does not have is never guessed at', () => {
    expect(() => facts({ amount: { currency_code: 'JPY', value: '49.50' } })).toThrow(ProviderSilent)
    expect(() => facts({ amount: { currency_code: 'USD', value: '49.505' } })).toThrow(ProviderSilent)
  })

  it('names the payment by its capture where the order leaves it out', () => {
    const order = Order.parse(anOrder({ status: 'COMPLETED', captures: [aCapture({ custom_id: 'of the capture' })] }))
    for (const unit of order.purchase_units) delete unit.custom_id
    expect(factsOf(order, [], [], look).paymentEcho).toBe('of the capture')
  })
})

describe('a dispute', () => {
  it.each([
    ['INQUIRY', 'WAITING_FOR_SELLER_RESPONSE', 'warning'],
    ['INQUIRY', 'OPEN', 'warning'],
    ['CHARGEBACK', 'OPEN', 'needs_response'],
    ['CHARGEBACK', 'WAITING_FOR_SELLER_RESPONSE', 'needs_response'],
    ['PRE_ARBITRATION', 'WAITING_FOR_SELLER_RESPONSE', 'needs_response'],
    ['CHARGEBACK', 'WAITING_FOR_BUYER_RESPONSE', 'under_review'],
    ['ARBITRATION', 'UNDER_REVIEW', 'under_review'],
    ['CHARGEBACK', 'OTHER', 'under_review'],
  ])('in %s that is %s is: %s', (dispute_life_cycle_stage, status, said) => {
    expect(disputed({ dispute_life_cycle_stage, status }).status).toBe(said)
  })

  it.each([
    ['RESOLVED_BUYER_FAVOUR', 'lost'],
    ['ACCEPTED', 'lost'],
    ['RESOLVED_SELLER_FAVOUR', 'won'],
    ['DENIED', 'won'],
    ['RESOLVED_WITH_PAYOUT', 'won'],
    ['CANCELED_BY_BUYER', 'withdrawn'],
    ['NONE', 'withdrawn'],
    ['SOMETHING_NEW', 'withdrawn'],
  ])('that ended as %s is: %s', (outcome_code, said) => {
    expect(disputed({ status: 'RESOLVED', dispute_outcome: { outcome_code } }).status).toBe(said)
  })

  it('that ended in words we do not know is lost when it took money', () => {
    const money_movements = [moved('DEBIT', '49.00')]
    expect(disputed({ status: 'RESOLVED', dispute_outcome: { outcome_code: 'SOMETHING_NEW' }, money_movements }).status).toBe('lost')
  })

  it('says what it took, gave back and cost us, and not what it gave to the buyer', () => {
    const money_movements = [
      moved('DEBIT', '49.00'),
      moved('DEBIT', '20.00', 'CHARGEBACK_FEE'),
      moved('CREDIT', '29.00'),
      moved('CREDIT', '20.00', 'DISPUTE_SETTLEMENT', 'BUYER'),
    ]
    expect(disputed({ status: 'RESOLVED', dispute_outcome: { outcome_code: 'RESOLVED_BUYER_FAVOUR' }, money_movements })).toEqual({
      status: 'lost',
      amountMinor: 4_900,
      withdrawnMinor: 4_900,
      reinstatedMinor: 2_900,
      feeMinor: 2_000,
      at: '2026-01-05T10:00:00.000Z',
      reason: 'merchandise_or_service_not_received',
      dueAt: '2026-01-15T10:00:00.000Z',
    })
  })

  it('that was won gives back what it took, and the fee if PayPal returns it', () => {
    const dispute_outcome = { outcome_code: 'RESOLVED_SELLER_FAVOUR' }
    const taken = [moved('DEBIT', '49.00'), moved('DEBIT', '20.00', 'CHARGEBACK_FEE'), moved('CREDIT', '49.00')]
    const won = (...more: typeof taken) => disputed({ status: 'RESOLVED', dispute_outcome, money_movements: [...taken, ...more] })
    expect(won()).not.toHaveProperty('feeReturnedMinor')
    expect(won(moved('CREDIT', '20.00', 'CHARGEBACK_FEE'))).toMatchObject({
      status: 'won',
      withdrawnMinor: 4_900,
      reinstatedMinor: 4_900,
      feeMinor: 2_000,
      feeReturnedMinor: 2_000,
    })
  })

  it('that was lost in part says so where its movements are left out', () => {
    const dispute_outcome = { outcome_code: 'RESOLVED_BUYER_FAVOUR', amount_refunded: usd('20.00') }
    expect(disputed({ status: 'RESOLVED', dispute_outcome })).toMatchObject({ status: 'lost', withdrawnMinor: 2_000, reinstatedMinor: 0 })
    expect(disputed({ status: 'RESOLVED', dispute_outcome: { outcome_code: 'RESOLVED_BUYER_FAVOUR' } })).toMatchObject({
      withdrawnMinor: 4_900,
    })
  })

  it('that a refund settled in an inquiry has taken nothing itself', () => {
    const dispute_outcome = { outcome_code: 'RESOLVED_BUYER_FAVOUR', amount_refunded: usd('49.00') }
    expect(disputed({ status: 'RESOLVED', dispute_life_cycle_stage: 'INQUIRY', dispute_outcome })).toMatchObject({
      status: 'withdrawn',
      withdrawnMinor: 0,
    })
  })

  it('is answered once evidence of ours is among its evidence, and PayPal waits for no more', () => {
    const answered = (status: string, stage: string, source: string) =>
      disputed({ status, dispute_life_cycle_stage: stage, evidences: [{ source }] }).answered
    expect(answered('UNDER_REVIEW', 'CHARGEBACK', 'REQUESTED_FROM_SELLER')).toBeUndefined()
    expect(answered('UNDER_REVIEW', 'CHARGEBACK', 'SUBMITTED_BY_BUYER')).toBeUndefined()
    expect(answered('UNDER_REVIEW', 'CHARGEBACK', 'SUBMITTED_BY_SELLER')).toBe(true)
    expect(answered('OPEN', 'INQUIRY', 'SUBMITTED_BY_SELLER')).toBe(true)
    expect(answered('WAITING_FOR_SELLER_RESPONSE', 'CHARGEBACK', 'SUBMITTED_BY_SELLER')).toBeUndefined()
  })
})
