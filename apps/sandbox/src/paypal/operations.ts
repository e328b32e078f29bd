import { z } from 'zod'
import type { World } from '../world.ts'
import { findCapture, findRefund, readRefund, refundCapture } from './captures.ts'
import { findDispute, provideEvidence } from './disputes.ts'
import { malformed } from './errors.ts'
import type { Tree } from './money.ts'
import { captureOrder, createOrder, findOrder } from './orders.ts'
import { listBalances, listTransactions } from './reports.ts'
import { apiUrl, showCapture, showDispute, showOrder, showRefund, withQuery } from './show.ts'
import type { DocumentName } from './spec.ts'
import { findEvent, listEvents, readEvent, resendEvent, verifySignature } from './webhooks.ts'

export interface Call {
  readonly id: string
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
  readonly raw: Buffer
  /** `Prefer: return=representation`. */
  readonly whole: boolean
}

/** What a call came to. `made` is what a repetition with the same request id shows again, as it is by then. */
interface Done {
  readonly status: number
  readonly body: Tree
  readonly made?: string
}

export interface Operation {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** The document that publishes it; absent for what is described in words only. */
  readonly document?: DocumentName
  /** Hours for which a request id is remembered; absent where PayPal takes none. */
  readonly keyHours?: number
  readonly run: (world: World, call: Call) => Done
  readonly again?: (world: World, made: string, call: Call) => Done
}

const form = (call: Call) => (call.whole ? 'representation' : 'minimal')
const shown = (body: Tree, status = 200): Done => ({ status, body })

const evidenceTypes =
  'PROOF_OF_FULFILLMENT PROOF_OF_REFUND PROOF_OF_DELIVERY_SIGNATURE PROOF_OF_RECEIPT_COPY RETURN_POLICY BILLING_AGREEMENT PROOF_OF_RESHIPMENT ITEM_DESCRIPTION POLICE_REPORT AFFIDAVIT PAID_WITH_OTHER_METHOD COPY_OF_CONTRACT TERMINAL_ATM_RECEIPT PRICE_DIFFERENCE_REASON SOURCE_CONVERSION_RATE BANK_STATEMENT CREDIT_DUE_REASON REQUEST_CREDIT_RECEIPT PROOF_OF_RETURN CREATE CHANGE_REASON PROOF_OF_REFUND_OUTSIDE_PAYPAL RECEIPT_OF_MERCHANDISE CUSTOMS_DOCUMENT CUSTOMS_FEE_RECEIPT INFORMATION_ON_RESOLUTION ADDITIONAL_INFORMATION_OF_ITEM DETAILS_OF_PURCHASE PROOF_OF_SIGNIFICANT_DIFFERENCE PROOF_OF_SOFTWARE_OR_SERVICE_NOT_AS_DESCRIBED PROOF_OF_CONFISCATION PROOF_OF_DAMAGE PROOF_FOR_SOFTWARE_OR_SERVICE_DELIVERED COMMUNICATION_WITH_CUSTOMER OTHER'.split(
    ' ',
  )

/** Documented in words (https://developer.paypal.com/docs/api/customer-disputes/v1/#disputes_provide-evidence). */
const Evidences = z.looseObject({
  evidences: z
    .array(
      z.strictObject({
        evidence_type: z.enum(evidenceTypes),
        evidence_info: z.record(z.string(), z.json()).optional(),
        documents: z.array(z.record(z.string(), z.json())).optional(),
        notes: z.string().min(1).max(2_000).optional(),
        source: z.string().optional(),
        item_id: z.string().optional(),
      }),
    )
    .min(1)
    .max(100),
})

function listDisputes(world: World, { query }: Call): Tree {
  const transaction = query['disputed_transaction_id'] ?? null
  const size = Number(query['page_size'] ?? 10)
  if (!Number.isInteger(size) || size < 1 || size > 50) throw malformed('INVALID_PARAMETER_VALUE', 'page_size')
  const from = query['start_time'] === undefined ? 0 : Date.parse(query['start_time'])
  if (Number.isNaN(from)) throw malformed('INVALID_PARAMETER_SYNTAX', 'start_time')
  const before = Number(query['next_page_token'] ?? Number.MAX_SAFE_INTEGER)
  if (!Number.isInteger(before)) throw malformed('INVALID_PARAMETER_VALUE', 'next_page_token')
  const found = world.store.list('paypal.dispute', {
    where: `(? is null or json_extract(body, '$.captureId') = ?) and created >= ?`,
    values: [transaction, transaction, Math.floor(from / 1000)],
    before,
    limit: size + 1,
  })
  const page = found.slice(0, size)
  const last = page.at(-1)
  const address = (fields: Record<string, string>) => withQuery(apiUrl(world, '/v1/customer/disputes'), { ...query, ...fields })
  const links = [{ href: address({}), rel: 'self', method: 'GET' }]
  if (found.length > size && last !== undefined)
    links.push({ href: address({ next_page_token: String(world.store.seqOf(last.id)) }), rel: 'next', method: 'GET' })
  return { items: page.map((dispute) => showDispute(world, dispute, 'brief')), links }
}

/** PayPal's API as far as a shop with approved orders calls it. */
export const operations: readonly Operation[] = [
  {
    method: 'POST',
    path: '/v2/checkout/orders',
    document: 'orders',
    keyHours: 6,
    run: (world, call) => {
      const order = createOrder(world, call.body)
      return { status: 201, body: showOrder(world, order, form(call)), made: order.id }
    },
    again: (world, made, call) => shown(showOrder(world, findOrder(world, made), form(call))),
  },
  {
    method: 'GET',
    path: '/v2/checkout/orders/{id}',
    document: 'orders',
    run: (world, { id }) => shown(showOrder(world, findOrder(world, id))),
  },
  {
    method: 'POST',
    path: '/v2/checkout/orders/{id}/capture',
    document: 'orders',
    keyHours: 6,
    run: (world, call) => {
      const order = captureOrder(world, findOrder(world, call.id))
      return { status: 201, body: showOrder(world, order, form(call)), made: order.id }
    },
    again: (world, made, call) => shown(showOrder(world, findOrder(world, made), form(call))),
  },
  {
    method: 'GET',
    path: '/v2/payments/captures/{capture_id}',
    document: 'payments',
    run: (world, { id }) => shown(showCapture(world, findCapture(world, id))),
  },
  {
    method: 'POST',
    path: '/v2/payments/captures/{capture_id}/refund',
    document: 'payments',
    keyHours: 45 * 24,
    run: (world, call) => {
      const capture = findCapture(world, call.id)
      const refund = refundCapture(world, capture, readRefund(capture, call.body))
      return { status: 201, body: showRefund(world, refund, form(call)), made: refund.id }
    },
    // The published API has no other answer for a refund that was made before.
    again: (world, made, call) => shown(showRefund(world, findRefund(world, made), form(call)), 201),
  },
  {
    method: 'GET',
    path: '/v2/payments/refunds/{refund_id}',
    document: 'payments',
    run: (world, { id }) => shown(showRefund(world, findRefund(world, id))),
  },
  {
    method: 'GET',
    path: '/v1/notifications/webhooks-events',
    document: 'webhooks',
    run: (world, { query }) => shown(listEvents(world, query)),
  },
  {
    method: 'GET',
    path: '/v1/notifications/webhooks-events/{event_id}',
    document: 'webhooks',
    run: (world, { id }) => shown(readEvent(findEvent(world, id))),
  },
  {
    method: 'POST',
    path: '/v1/notifications/webhooks-events/{event_id}/resend',
    document: 'webhooks',
    run: (world, { id }) => shown(resendEvent(world, id), 202),
  },
  {
    method: 'POST',
    path: '/v1/notifications/verify-webhook-signature',
    document: 'webhooks',
    run: (world, { body, raw }) => shown(verifySignature(world, body, raw)),
  },
  { method: 'GET', path: '/v1/customer/disputes', run: (world, call) => shown(listDisputes(world, call)) },
  { method: 'GET', path: '/v1/customer/disputes/{id}', run: (world, { id }) => shown(showDispute(world, findDispute(world, id))) },
  {
    method: 'POST',
    path: '/v1/customer/disputes/{id}/provide-evidence',
    run: (world, { id, body }) => {
      const parsed = Evidences.safeParse(body)
      if (!parsed.success) throw malformed('INVALID_PARAMETER_SYNTAX', `/${parsed.error.issues[0]?.path.join('/') ?? ''}`, 'body')
      const evidences = parsed.data.evidences.map((one) => ({ ...one, source: 'SUBMITTED_BY_SELLER' }))
      const dispute = provideEvidence(world, findDispute(world, id), evidences)
      return shown({ links: [{ href: apiUrl(world, `/v1/customer/disputes/${dispute.id}`), rel: 'self', method: 'GET' }] })
    },
  },
  { method: 'GET', path: '/v1/reporting/transactions', run: (world, { query }) => shown(listTransactions(world, query)) },
  { method: 'GET', path: '/v1/reporting/balances', run: (world, { query }) => shown(listBalances(world, query)) },
]
