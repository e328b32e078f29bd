import type { World } from '../world.ts'
import { merchant, payer } from './account.ts'
import { instant } from './ids.ts'
import { money } from './money.ts'
import type { Tree } from './money.ts'
import type { PaypalCapture, PaypalDispute, PaypalOrder, PaypalRefund, PaypalTransaction } from './shapes.ts'

/** Origin and path of the API, as its links name it. */
export function apiUrl(world: World, path: string): string {
  return `${world.deskUrl()}/paypal${path}`
}

/** An address with these fields behind it, as far as they are given. */
export function withQuery(address: string, fields: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) query.append(name, value)
  return `${address}?${query.toString()}`
}

export function approveUrl(world: World, orderId: string): string {
  return apiUrl(world, `/checkoutnow?token=${orderId}`)
}

/** An order as `GET` shows it; the short form is what PayPal answers without `Prefer: return=representation`. */
export function showOrder(world: World, order: PaypalOrder, form: 'minimal' | 'representation' = 'representation'): Tree {
  const capture = order.captureId === null ? undefined : world.store.find('paypal.capture', order.captureId)
  const paid = capture === undefined ? {} : { payments: showPayments(world, capture) }
  const source = sourceOf(order)
  const known = order.approvedAt === null ? {} : { payer: payerOf(order) }
  if (form === 'minimal') {
    return {
      id: order.id,
      status: order.status,
      ...source,
      ...(capture === undefined ? {} : { purchase_units: [{ reference_id: order.referenceId, ...paid }] }),
      ...known,
      links: linksOf(world, order),
    }
  }
  return {
    id: order.id,
    intent: 'CAPTURE',
    status: order.status,
    ...source,
    purchase_units: [
      {
        ...order.unit,
        reference_id: order.referenceId,
        payee: { email_address: merchant.email, merchant_id: merchant.id },
        ...paid,
      },
    ],
    ...known,
    create_time: instant(order.created),
    update_time: instant(order.updated),
    links: linksOf(world, order),
  }
}

function sourceOf(order: PaypalOrder): Tree {
  if (order.approvedAt === null) return order.viaSource ? { payment_source: { paypal: {} } } : {}
  return {
    payment_source: {
      paypal: {
        email_address: order.payerEmail ?? payer.email,
        account_id: payer.id,
        account_status: 'VERIFIED',
        name: { given_name: payer.givenName, surname: payer.surname },
        address: { country_code: payer.country },
      },
    },
  }
}

function payerOf(order: PaypalOrder): Tree {
  return {
    name: { given_name: payer.givenName, surname: payer.surname },
    email_address: order.payerEmail ?? payer.email,
    payer_id: payer.id,
    address: { country_code: payer.country },
  }
}

function linksOf(world: World, order: PaypalOrder): Tree[] {
  const self = apiUrl(world, `/v2/checkout/orders/${order.id}`)
  const links: Tree[] = [{ href: self, rel: 'self', method: 'GET' }]
  if (order.status === 'PAYER_ACTION_REQUIRED') links.push({ href: approveUrl(world, order.id), rel: 'payer-action', method: 'GET' })
  if (order.status === 'CREATED') links.push({ href: approveUrl(world, order.id), rel: 'approve', method: 'GET' })
  if (order.status === 'CREATED' || order.status === 'APPROVED') links.push({ href: `${self}/capture`, rel: 'capture', method: 'POST' })
  return links
}

function showPayments(world: World, capture: PaypalCapture): Tree {
  const refunds = capture.refundIds.flatMap((id) => {
    const refund = world.store.find('paypal.refund', id)
    return refund === undefined ? [] : [showRefund(world, refund)]
  })
  return { captures: [captureFields(world, capture)], ...(refunds.length === 0 ? {} : { refunds }) }
}

/** A capture as the payments API and its events show it. */
export function showCapture(world: World, capture: PaypalCapture): Tree {
  return {
    ...captureFields(world, capture),
    payee: { email_address: merchant.email, merchant_id: merchant.id },
    supplementary_data: { related_ids: { order_id: capture.orderId } },
  }
}

function captureFields(world: World, capture: PaypalCapture): Tree {
  const { amount, fee, currency } = capture
  const self = apiUrl(world, `/v2/payments/captures/${capture.id}`)
  const settled = capture.status !== 'PENDING' && capture.status !== 'DECLINED'
  return {
    id: capture.id,
    amount: money(amount, currency),
    final_capture: true,
    seller_protection: { status: 'NOT_ELIGIBLE' },
    disbursement_mode: 'INSTANT',
    ...(settled
      ? {
          seller_receivable_breakdown: {
            gross_amount: money(amount, currency),
            paypal_fee: money(fee, currency),
            net_amount: money(amount - fee, currency),
          },
        }
      : {}),
    ...(capture.invoiceId === null ? {} : { invoice_id: capture.invoiceId }),
    ...(capture.customId === null ? {} : { custom_id: capture.customId }),
    status: capture.status,
    ...(capture.reason === null ? {} : { status_details: { reason: capture.reason } }),
    create_time: instant(capture.created),
    update_time: instant(capture.updated),
    links: [
      { href: self, rel: 'self', method: 'GET' },
      { href: `${self}/refund`, rel: 'refund', method: 'POST' },
      { href: apiUrl(world, `/v2/checkout/orders/${capture.orderId}`), rel: 'up', method: 'GET' },
    ],
  }
}

export function showRefund(world: World, refund: PaypalRefund, form: 'minimal' | 'representation' = 'representation'): Tree {
  const { amount, currency } = refund
  const links = [
    { href: apiUrl(world, `/v2/payments/refunds/${refund.id}`), rel: 'self', method: 'GET' },
    { href: apiUrl(world, `/v2/payments/captures/${refund.captureId}`), rel: 'up', method: 'GET' },
  ]
  if (form === 'minimal') return { id: refund.id, status: refund.status, links }
  return {
    id: refund.id,
    amount: money(amount, currency),
    ...(refund.invoiceId === null ? {} : { invoice_id: refund.invoiceId }),
    ...(refund.customId === null ? {} : { custom_id: refund.customId }),
    ...(refund.note === null ? {} : { note_to_payer: refund.note }),
    // PayPal keeps its fee when a payment goes back.
    seller_payable_breakdown: {
      gross_amount: money(amount, currency),
      paypal_fee: money(0, currency),
      net_amount: money(amount, currency),
      total_refunded_amount: money(refund.total, currency),
    },
    status: refund.status,
    ...(refund.status === 'COMPLETED' ? {} : { status_details: { reason: 'ECHECK' } }),
    create_time: instant(refund.created),
    update_time: instant(refund.updated),
    links,
  }
}

/** `brief` is the line of the list, which tells less than the dispute itself. */
export function showDispute(world: World, dispute: PaypalDispute, form: 'brief' | 'whole' = 'whole'): Tree {
  const self = apiUrl(world, `/v1/customer/disputes/${dispute.id}`)
  const open = dispute.status !== 'RESOLVED'
  const links: Tree[] = [{ href: self, rel: 'self', method: 'GET' }]
  if (open && form === 'whole') links.push({ href: `${self}/provide-evidence`, rel: 'provide_evidence', method: 'POST' })
  const states = {
    OPEN: 'OPEN_INQUIRIES',
    WAITING_FOR_SELLER_RESPONSE: 'REQUIRED_ACTION',
    UNDER_REVIEW: 'UNDER_PAYPAL_REVIEW',
    RESOLVED: 'RESOLVED',
  } as const
  const line: Tree = {
    dispute_id: dispute.id,
    create_time: instant(dispute.created),
    update_time: instant(dispute.updated),
    reason: dispute.reason,
    status: dispute.status,
    dispute_state: states[dispute.status],
    dispute_amount: money(dispute.amount, dispute.currency),
    dispute_life_cycle_stage: dispute.stage,
    dispute_channel: dispute.stage === 'CHARGEBACK' ? 'EXTERNAL' : 'INTERNAL',
    ...(open ? { seller_response_due_date: instant(dispute.dueAt) } : {}),
    links,
  }
  if (form === 'brief') return line
  const capture = world.store.find('paypal.capture', dispute.captureId)
  return {
    ...line,
    disputed_transactions: [
      {
        seller_transaction_id: dispute.captureId,
        create_time: instant(capture?.created ?? dispute.created),
        transaction_status: 'COMPLETED',
        gross_amount: money(capture?.amount ?? dispute.amount, dispute.currency),
        ...(capture?.invoiceId === null || capture === undefined ? {} : { invoice_number: capture.invoiceId }),
        ...(capture?.customId === null || capture === undefined ? {} : { custom: capture.customId }),
        buyer: { name: `${payer.givenName} ${payer.surname}` },
        seller: { merchant_id: merchant.id, email: merchant.email },
        seller_protection_eligible: false,
      },
    ],
    money_movements: dispute.movements.map(({ amount, type, reason, at }) => ({
      affected_party: 'SELLER',
      amount: money(amount, dispute.currency),
      initiated_time: instant(at),
      type,
      reason,
    })),
    evidences: dispute.evidences,
    ...(dispute.outcome === null
      ? {}
      : {
          dispute_outcome: {
            outcome_code: dispute.outcome.code,
            amount_refunded: money(dispute.outcome.refunded, dispute.currency),
          },
        }),
  }
}

/** The reports' own way of writing a time. */
function reportTime(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}+0000`
}

export function showTransaction(transaction: PaypalTransaction, balance: number): Tree {
  const { currency } = transaction
  return {
    transaction_info: {
      paypal_account_id: payer.id,
      transaction_id: transaction.transactionId,
      ...(transaction.referenceId === null ? {} : { paypal_reference_id: transaction.referenceId, paypal_reference_id_type: 'TXN' }),
      transaction_event_code: transaction.code,
      transaction_initiation_date: reportTime(transaction.created),
      transaction_updated_date: reportTime(transaction.updated),
      transaction_amount: money(transaction.amount, currency),
      ...(transaction.fee === 0 ? {} : { fee_amount: money(transaction.fee, currency) }),
      transaction_status: 'S',
      ending_balance: money(balance, currency),
      available_balance: money(balance, currency),
      ...(transaction.invoiceId === null ? {} : { invoice_id: transaction.invoiceId }),
      ...(transaction.customId === null ? {} : { custom_field: transaction.customId }),
      protection_eligibility: '02',
    },
  }
}
