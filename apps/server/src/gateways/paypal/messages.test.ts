import { describe, expect, it } from 'vitest'
import { eventOf, messageOf, messageOfStored } from './messages.ts'

const paymentId = '01890a5d-ac96-774b-bcce-b302099a8058'
const now = new Date('2026-01-02T12:00:00Z')

function read(event_type: string, resource: object) {
  const event = eventOf(Buffer.from(JSON.stringify({ id: 'WH-1', create_time: '2026-01-02T11:59:58Z', event_type, resource })))
  if (!event) throw new Error('no event')
  return messageOf(event, 'signature')
}

describe('an event names', () => {
  it('the order and the payment that was approved', () => {
    expect(read('CHECKOUT.ORDER.APPROVED', { id: 'ORDER1', purchase_units: [{ custom_id: paymentId, invoice_id: paymentId }] })).toEqual({
      eventId: 'WH-1',
      type: 'CHECKOUT.ORDER.APPROVED',
      account: 'platform',
      apiVersion: null,
      objectIds: ['ORDER1'],
      paymentId,
      wanted: true,
      trust: 'signature',
      at: new Date('2026-01-02T11:59:58Z'),
    })
  })

  it('the order of an approval that was taken back', () => {
    expect(read('CHECKOUT.PAYMENT-APPROVAL.REVERSED', { order_id: 'ORDER1' }).objectIds).toEqual(['ORDER1'])
  })

  it('the capture, its order and the payment', () => {
    const message = read('PAYMENT.CAPTURE.COMPLETED', {
      id: 'CAPTURE1',
      custom_id: paymentId,
      supplementary_data: { related_ids: { order_id: 'ORDER1' } },
    })
    expect(message).toMatchObject({ objectIds: ['CAPTURE1', 'ORDER1'], paymentId })
  })

  it('the refund and, by its link upwards, the capture it came from', () => {
    const message = read('PAYMENT.CAPTURE.REFUNDED', {
      id: 'REFUND1',
      invoice_id: paymentId,
      links: [
        { rel: 'self', href: 'https://api.paypal.com/v2/payments/refunds/REFUND1' },
        { rel: 'up', href: 'https://api.paypal.com/v2/payments/captures/CAPTURE1' },
      ],
    })
    expect(message).toMatchObject({ objectIds: ['REFUND1', 'CAPTURE1'], paymentId })
  })

  it('the dispute and the transactions it is about', () => {
    const message = read('CUSTOMER.DISPUTE.CREATED', {
      dispute_id: 'PP-D-1',
      disputed_transactions: [{ seller_transaction_id: 'CAPTURE1', invoice_number: paymentId }],
    })
    expect(message).toMatchObject({ objectIds: ['PP-D-1', 'CAPTURE1'], paymentId, wanted: true })
  })

  it('no payment of ours when it carries something else in its place', () => {
    expect(read('PAYMENT.CAPTURE.COMPLETED', { id: 'CAPTURE1', custom_id: 'somebody else’s', invoice_id: 7 }).paymentId).toBeNull()
  })

  it('nothing of what is not in the shape of a name', () => {
    const message = read('PAYMENT.CAPTURE.COMPLETED', {
      id: { $gt: '' },
      supplementary_data: 'x',
      purchase_units: 5,
      links: [{ rel: 'up' }],
    })
    expect(message).toMatchObject({ objectIds: [], paymentId: null })
  })

  it('is stored and ignored when its type says nothing about money', () => {
    expect(read('BILLING.PLAN.CREATED', { id: 'P-1' }).wanted).toBe(false)
  })
})

describe('an older notification', () => {
  const notification = (fields: Record<string, string>) => messageOfStored(Buffer.from(new URLSearchParams(fields).toString()), now)

  it('is the same message only with the same transaction in the same status', () => {
    expect(notification({ txn_id: 'T1', payment_status: 'Pending' }).eventId).toBe('T1:Pending')
    expect(notification({ txn_id: 'T1', payment_status: 'Completed' }).eventId).toBe('T1:Completed')
  })

  it('names its transaction, the one before it and the payment', () => {
    const fields = {
      txn_id: 'R1',
      parent_txn_id: 'T1',
      payment_status: 'Refunded',
      custom: paymentId,
      payment_date: '20:12:59 Jan 13, 2009 PST',
    }
    expect(notification(fields)).toMatchObject({
      type: 'IPN.REFUNDED',
      objectIds: ['R1', 'T1'],
      paymentId,
      trust: 'provider',
      at: new Date('2009-01-14T04:12:59Z'),
    })
    expect(notification({ txn_id: 'T1', payment_status: 'Completed', invoice: paymentId })).toMatchObject({ paymentId, at: now })
  })

  it('of a case is named by it', () => {
    expect(notification({ txn_type: 'new_case', txn_id: 'T1', case_id: 'PP-1' })).toMatchObject({
      eventId: 'T1:new_case:PP-1',
      objectIds: ['T1', 'PP-1'],
    })
  })
})

it('bytes that were never a message are not read as one', () => {
  expect(() => messageOfStored(Buffer.from('nothing'), now)).toThrow('cannot be read')
})
