import { z } from 'zod'
import type { Json } from '../stripe/shapes.ts'
import type { World } from '../world.ts'
import { seconds } from '../world.ts'
import { malformed, unknownResource, unprocessable } from './errors.ts'
import { tellCapture, tellOrder } from './events.ts'
import { newId } from './ids.ts'
import { decimalsOf, feeOf, minorOf } from './money.ts'
import { approveUrl } from './show.ts'
import type { Outcome, PaypalCapture, PaypalOrder } from './shapes.ts'
import { recordTransaction } from './transactions.ts'

/** How long an order waits for its payer, and then for its capture. */
const livesSeconds = 3 * 3_600

const JsonValue: z.ZodType<Json> = z.json()
const Money = z.looseObject({ currency_code: z.string(), value: z.string() })
const Unit = z
  .looseObject({
    reference_id: z.string().optional(),
    amount: Money.extend({ breakdown: z.looseObject({ item_total: Money.optional() }).optional() }),
    custom_id: z.string().optional(),
    invoice_id: z.string().optional(),
    items: z.array(z.looseObject({ unit_amount: Money, quantity: z.string() })).optional(),
  })
  .catchall(JsonValue)
const Context = z
  .looseObject({
    return_url: z.string().optional(),
    cancel_url: z.string().optional(),
    locale: z.string().optional(),
    brand_name: z.string().optional(),
  })
  .optional()
/** What we use of a request that fits the published API. */
const OrderRequest = z.looseObject({
  intent: z.string(),
  purchase_units: z.array(Unit),
  payer: z.looseObject({ email_address: z.string().optional() }).optional(),
  payment_source: z
    .looseObject({ paypal: z.looseObject({ email_address: z.string().optional(), experience_context: Context }).optional() })
    .optional(),
  application_context: Context,
})

export function createOrder(world: World, body: unknown): PaypalOrder {
  const request = OrderRequest.parse(body)
  if (request.intent !== 'CAPTURE') throw unprocessable('UNSUPPORTED_INTENT', { field: '/intent', value: request.intent })
  const [unit, second] = request.purchase_units
  if (unit === undefined || second !== undefined) throw malformed('INVALID_ARRAY_MAX_ITEMS', '/purchase_units', 'body')
  const source = request.payment_source
  if (source !== undefined && source.paypal === undefined)
    throw unprocessable('PAYMENT_SOURCE_CANNOT_BE_USED', { field: '/payment_source' })
  const amount = checkAmount(unit)
  const context = source?.paypal?.experience_context ?? request.application_context
  const now = seconds(world)
  const referenceId = unit.reference_id ?? 'default'
  const order: PaypalOrder = {
    id: newId(),
    created: now,
    updated: now,
    status: source?.paypal === undefined ? 'CREATED' : 'PAYER_ACTION_REQUIRED',
    unit,
    amount,
    currency: unit.amount.currency_code,
    referenceId,
    customId: unit.custom_id ?? null,
    invoiceId: unit.invoice_id ?? null,
    client_reference_id: unit.custom_id ?? unit.invoice_id ?? referenceId,
    viaSource: source?.paypal !== undefined,
    payerEmail: source?.paypal?.email_address ?? request.payer?.email_address ?? null,
    returnUrl: context?.return_url ?? null,
    cancelUrl: context?.cancel_url ?? null,
    locale: context?.locale ?? null,
    brand: context?.brand_name ?? null,
    approvedAt: null,
    outcome: 'approved',
    slowRefunds: false,
    captureId: null,
  }
  world.store.put('paypal.order', order)
  return order
}

function checkAmount(unit: z.infer<typeof Unit>): number {
  const at = `/purchase_units/@reference_id=='${unit.reference_id ?? 'default'}'/amount`
  const { currency_code: currency, value, breakdown } = unit.amount
  if (decimalsOf(currency) === undefined) throw unprocessable('INVALID_CURRENCY_CODE', { field: `${at}/currency_code`, value: currency })
  const amount = minorOf(value, currency)
  if (amount === undefined) throw unprocessable('DECIMAL_PRECISION', { field: `${at}/value`, value })
  if (amount <= 0) throw unprocessable('CANNOT_BE_ZERO_OR_NEGATIVE', { field: `${at}/value`, value })
  if (unit.items === undefined) return amount
  if (breakdown?.item_total === undefined) throw unprocessable('ITEM_TOTAL_REQUIRED', { field: `${at}/breakdown/item_total` })
  const total = unit.items.reduce((sum, item) => sum + (minorOf(item.unit_amount.value, currency) ?? Number.NaN) * Number(item.quantity), 0)
  if (total !== minorOf(breakdown.item_total.value, currency))
    throw unprocessable('ITEM_TOTAL_MISMATCH', { field: `${at}/breakdown/item_total/value`, value: breakdown.item_total.value })
  const parts = Object.entries(breakdown).reduce((sum, [name, part]) => {
    const minor = minorOf(Money.parse(part).value, currency) ?? Number.NaN
    return sum + (name.endsWith('discount') ? -minor : minor)
  }, 0)
  if (parts !== amount) throw unprocessable('AMOUNT_MISMATCH', { field: `${at}/value`, value })
  return amount
}

/** The order as it is now: past its time PayPal knows it no more. Throws 404. */
export function findOrder(world: World, id: string): PaypalOrder {
  const order = freshOrder(world, id)
  if (order === undefined || order.status === 'GONE') throw unknownResource()
  return order
}

/** The same for pages, which still know what is gone. */
export function freshOrder(world: World, id: string): PaypalOrder | undefined {
  const order = world.store.find('paypal.order', id)
  if (order === undefined || order.status === 'COMPLETED' || order.status === 'GONE') return order
  return (order.approvedAt ?? order.created) + livesSeconds > seconds(world) ? order : endOrder(world, order)
}

export function endOrder(world: World, order: PaypalOrder): PaypalOrder {
  if (order.status === 'COMPLETED') throw unprocessable('ORDER_ALREADY_CAPTURED')
  const gone: PaypalOrder = { ...order, status: 'GONE', updated: seconds(world) }
  world.store.put('paypal.order', gone)
  return gone
}

/** Also after an approval whose instrument is declined: the payer then chooses another. */
export function canBeApproved(order: PaypalOrder): boolean {
  return (
    order.status === 'CREATED' || order.status === 'PAYER_ACTION_REQUIRED' || (order.status === 'APPROVED' && order.outcome === 'declined')
  )
}

/** The payer agrees; what comes of it is seen when it is captured. Pressed again it changes nothing. */
export function approveOrder(world: World, order: PaypalOrder, outcome: Outcome, slowRefunds = false): PaypalOrder {
  if (order.status === 'GONE') throw unknownResource()
  if (!canBeApproved(order)) return order
  const now = seconds(world)
  const approved: PaypalOrder = { ...order, status: 'APPROVED', approvedAt: now, updated: now, outcome, slowRefunds }
  world.store.put('paypal.order', approved)
  tellOrder(world, 'CHECKOUT.ORDER.APPROVED', approved)
  return approved
}

/** Where the payer goes after approving. */
export function returnUrlOf(order: PaypalOrder, payerId: string): string | null {
  return withQuery(order.returnUrl, { token: order.id, PayerID: payerId })
}

/** Where the payer goes without approving; the order itself stays as it was. */
export function cancelUrlOf(order: PaypalOrder): string | null {
  return withQuery(order.cancelUrl, { token: order.id })
}

function withQuery(address: string | null, fields: Record<string, string>): string | null {
  if (address === null || !URL.canParse(address)) return null
  const url = new URL(address)
  for (const [name, value] of Object.entries(fields)) url.searchParams.append(name, value)
  return url.href
}

/** Takes the money of an approved order. */
export function captureOrder(world: World, order: PaypalOrder): PaypalOrder {
  if (order.status === 'COMPLETED') throw unprocessable('ORDER_ALREADY_CAPTURED')
  if (order.status !== 'APPROVED') throw unprocessable('ORDER_NOT_APPROVED')
  if (order.outcome === 'declined')
    throw unprocessable('INSTRUMENT_DECLINED', {}, [{ href: approveUrl(world, order.id), rel: 'redirect', method: 'GET' }])
  const now = seconds(world)
  const pending = order.outcome === 'pending'
  const capture: PaypalCapture = {
    id: newId(),
    created: now,
    updated: now,
    orderId: order.id,
    status: pending ? 'PENDING' : 'COMPLETED',
    reason: pending ? 'PENDING_REVIEW' : null,
    amount: order.amount,
    fee: feeOf(order.amount),
    currency: order.currency,
    customId: order.customId,
    invoiceId: order.invoiceId,
    refundIds: [],
    disputeIds: [],
    slowRefunds: order.slowRefunds,
  }
  takeInvoiceId(world, capture)
  const completed: PaypalOrder = { ...order, status: 'COMPLETED', captureId: capture.id, updated: now }
  world.store.put('paypal.capture', capture)
  world.store.put('paypal.order', completed)
  if (!pending) recordTransaction(world, capture, { transactionId: capture.id, code: 'T0006', amount: capture.amount, fee: -capture.fee })
  tellCapture(world, pending ? 'PENDING' : 'COMPLETED', capture)
  tellOrder(world, 'CHECKOUT.ORDER.COMPLETED', completed)
  return completed
}

/** An account takes each invoice number once, unless its payment came to nothing. */
function takeInvoiceId(world: World, capture: PaypalCapture): void {
  if (capture.invoiceId === null) return
  const { changes } = world.store.run(
    'insert into paypal_invoices (invoice_id, capture_id) values (?, ?) on conflict do nothing',
    capture.invoiceId,
    capture.id,
  )
  if (changes === 0) throw unprocessable('DUPLICATE_INVOICE_ID')
}
