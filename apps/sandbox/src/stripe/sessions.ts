import { z } from 'zod'
import type { World } from '../world.ts'
import { seconds } from '../world.ts'
import { badRequest } from './errors.ts'
import { flag, integer, metadata, text } from './form.ts'
import { decimalsOf, minimumOf, sayMoney } from './money.ts'
import { aLineItem, aSession } from './resources.ts'
import type { LineItem, Metadata, Session } from './shapes.ts'

/** Languages Stripe's page speaks; Arabic and Somali are not among them, there `auto` is the way. */
const locales =
  'auto bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hi-IN hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW'.split(
    ' ',
  )

const lineItem = z.strictObject({
  price_data: z.strictObject({
    currency: text,
    unit_amount: integer,
    product_data: z.strictObject({
      name: text,
      description: text.optional(),
      images: z.array(text).max(8).optional(),
      metadata: metadata.optional(),
      tax_code: text.optional(),
    }),
    tax_behavior: z.enum(['exclusive', 'inclusive', 'unspecified']).optional(),
  }),
  quantity: integer.optional(),
})

export const createSessionParams = z.strictObject({
  expand: z.array(text).optional(),
  mode: z.enum(['payment']),
  line_items: z.array(lineItem).min(1).max(100),
  success_url: z.string().min(1),
  cancel_url: z.url().optional(),
  client_reference_id: text.max(200).optional(),
  currency: text.optional(),
  customer_creation: z.enum(['always', 'if_required']).optional(),
  customer: text.optional(),
  customer_email: z.email().optional(),
  saved_payment_method_options: z.strictObject({ payment_method_save: z.enum(['enabled', 'disabled']).optional() }).optional(),
  expires_at: integer.optional(),
  locale: z.enum(locales).optional(),
  metadata: metadata.optional(),
  payment_intent_data: z
    .strictObject({
      metadata: metadata.optional(),
      description: text.optional(),
      receipt_email: z.email().optional(),
      statement_descriptor_suffix: text.max(22).optional(),
    })
    .optional(),
  payment_method_types: z.array(z.enum(['card'])).optional(),
  billing_address_collection: z.enum(['auto', 'required']).optional(),
  allow_promotion_codes: flag.optional(),
  automatic_tax: z.strictObject({ enabled: flag }).optional(),
  submit_type: z.enum(['auto', 'pay', 'book', 'donate']).optional(),
  ui_mode: z.enum(['hosted_page', 'hosted']).optional(),
})

export function createSession(world: World, params: z.output<typeof createSessionParams>): Session {
  const now = seconds(world)
  const currency = (params.line_items[0]?.price_data.currency ?? '').toLowerCase()
  params.line_items.forEach(({ price_data: price }, index) => {
    const at = `line_items[${index}][price_data]`
    if (!/^[a-z]{3}$/i.test(price.currency)) throw badRequest(`Invalid currency: ${price.currency}.`, undefined, `${at}[currency]`)
    if (price.currency.toLowerCase() !== currency)
      throw badRequest('You can not combine currencies on a single session.', undefined, `${at}[currency]`)
    if (price.unit_amount < 0)
      throw badRequest('This value must be greater than or equal to 0.', 'parameter_invalid_integer', `${at}[unit_amount]`)
    if (decimalsOf(currency) === 3 && price.unit_amount % 10 !== 0) {
      throw badRequest(`Invalid amount for ${currency}: the last decimal must be 0.`, 'parameter_invalid_integer', `${at}[unit_amount]`)
    }
  })
  if (params.currency !== undefined && params.currency.toLowerCase() !== currency) {
    throw badRequest('The currency of the session differs from that of its line items.', undefined, 'currency')
  }
  const total = params.line_items.reduce((sum, { price_data: price, quantity = 1 }) => sum + price.unit_amount * quantity, 0)
  const least = minimumOf(currency)
  if (total < least) {
    throw badRequest(
      `The Checkout Session's total amount due must add up to at least ${sayMoney(least, currency)} ${currency}`,
      'amount_too_small',
    )
  }
  if (total > 99_999_999_999) throw badRequest('The total amount is too large.', 'amount_too_large')
  checkUrl(params.success_url, 'success_url')
  const expiresAt = params.expires_at ?? now + 86_400
  if (expiresAt < now + 1_790)
    throw badRequest('The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.', undefined, 'expires_at')
  if (expiresAt > now + 86_410)
    throw badRequest('The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.', undefined, 'expires_at')

  if (params.customer !== undefined && params.customer_email !== undefined)
    throw badRequest('You may only specify one of these parameters: customer, customer_email.', undefined, 'customer')
  const customer = params.customer === undefined ? undefined : world.store.find('customer', params.customer)
  if (params.customer !== undefined && customer === undefined)
    throw badRequest(`No such customer: '${params.customer}'`, 'resource_missing', 'customer')
  const session = aSession(world, {
    amount_total: total,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    currency,
    customer: customer?.id ?? null,
    customer_email: params.customer_email ?? null,
    expires_at: expiresAt,
    locale: params.locale ?? null,
    metadata: params.metadata ?? {},
    success_url: params.success_url,
    ...(params.submit_type === undefined ? {} : { submit_type: params.submit_type }),
    ...(params.customer_creation === undefined ? {} : { customer_creation: params.customer_creation }),
  })
  const items = params.line_items.map(({ price_data: price, quantity = 1 }) =>
    aLineItem(session, { name: price.product_data.name, unitAmount: price.unit_amount, quantity }),
  )
  world.store.put('checkout.session', session)
  world.store.run(
    'insert into session_parts (session, line_items, intent_metadata) values (?, ?, ?)',
    session.id,
    JSON.stringify(items),
    JSON.stringify(params.payment_intent_data?.metadata ?? {}),
  )
  return session
}

export function lineItemsOf(world: World, sessionId: string): LineItem[] {
  const items: LineItem[] = JSON.parse(
    String(world.store.one('select line_items from session_parts where session = ?', sessionId)?.['line_items'] ?? '[]'),
  )
  return items
}

export function intentMetadataOf(world: World, sessionId: string): Metadata {
  const kept: Metadata = JSON.parse(
    String(world.store.one('select intent_metadata from session_parts where session = ?', sessionId)?.['intent_metadata'] ?? '{}'),
  )
  return kept
}

/** Where the buyer goes after paying. */
export function successUrlOf(session: Session): string {
  return session.success_url.replaceAll('{CHECKOUT_SESSION_ID}', session.id)
}

function checkUrl(value: string, param: string): void {
  if (!URL.canParse(value.replaceAll('{CHECKOUT_SESSION_ID}', 'id')) || !/^https?:/i.test(value))
    throw badRequest('Not a valid URL', 'url_invalid', param)
}
