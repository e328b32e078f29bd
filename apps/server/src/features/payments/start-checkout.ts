import { AppError, type Checkout, type payments, type StartCheckout } from '@edurise/contracts'
import { inTenant, type TenantDb } from '@edurise/db'
import { closePayment, syncPayment } from '@edurise/jobs'
import { asTenant, type CallContext } from '../../context.ts'
import { gatewayOf, ProviderSilent } from '../../gateways/gateway.ts'
import { findOffer } from '../courses/index.ts'
import { hasAccess } from '../enrolments/index.ts'
import { addressOf } from '../../addresses.ts'
import { offeredMethods } from './methods/methods.ts'
import { entitles } from './payment.ts'
import { listOpenPayments, lockOpenOrder, markOrder, openOrder, openPayment, type OrderRecord, type PaymentRecord } from './queries.ts'
import { settlePayment } from './settle-payment.ts'
import { lookAndSettle } from './sync-payment.ts'

type Ctx = CallContext<typeof payments.startCheckout>

interface Opened {
  order: OrderRecord
  payment: PaymentRecord
}

/**
 * The learner's one open order for a course, and where to pay it. A second click finds the first payment; one that was paid meanwhile
 * opens the course instead; a changed price makes a new order and closes the old one at the provider.
 */
export async function startCheckout(ctx: Ctx, input: StartCheckout): Promise<Checkout> {
  const { tenantId } = ctx
  const { order, payment } = await asTenant(ctx, (trx) => openSale(trx, ctx, input))

  try {
    // After the commit: no row stays locked while the provider thinks, and a crash here leaves a payment to open again.
    const { state, checkoutUrl } = await lookAndSettle(ctx, tenantId, order.id, payment.id, { stored: { order, payment } })
    if (checkoutUrl) return { orderId: order.id, paymentId: payment.id, url: checkoutUrl }
    if (state === 'expired') return await startCheckout(ctx, input)
    if (entitles(state, payment)) throw new AppError('ALREADY_ENROLLED', { slug: order.offer.slug })
    // Paid and on its way, or to be looked at: there is nothing to pay, and the order says where it is.
    return { orderId: order.id, paymentId: payment.id, url: addressOf(order, `/orders/${order.id}`) }
  } catch (error) {
    if (!(error instanceof ProviderSilent)) throw error
    ctx.log.warn({ err: error, orderId: order.id, paymentId: payment.id }, 'the provider did not answer a checkout')
    await inTenant(ctx.db, tenantId, async (trx) => {
      await settlePayment(trx, ctx, { tenantId, orderId: order.id, paymentId: payment.id, facts: { noAnswer: true }, lookedAt: ctx.now() })
      await ctx.enqueue(trx, syncPayment, { paymentId: payment.id })
    })
    throw new AppError('PROVIDER_SILENT', { orderId: order.id })
  }
}

async function openSale(trx: TenantDb, ctx: Ctx, { courseId, provider }: StartCheckout): Promise<Opened> {
  const { tenantId, person } = ctx
  const offer = await findOffer(trx, tenantId, courseId)
  if (!offer || offer.state === 'draft' || offer.state === 'in_review') throw new AppError('COURSE_NOT_FOUND', {})
  if (offer.state !== 'published' || offer.priceMinor === 0) throw new AppError('COURSE_NOT_FOR_SALE', { slug: offer.slug })
  if (await hasAccess(trx, tenantId, courseId, person.id)) throw new AppError('ALREADY_ENROLLED', { slug: offer.slug })

  if (!(await offeredMethods(trx, ctx, tenantId, offer.currency)).includes(provider)) throw new AppError('METHOD_NOT_OFFERED', { provider })

  let order = await lockOpenOrder(trx, tenantId, person.id, courseId)
  if (order && (order.totalMinor !== offer.priceMinor || order.currency !== offer.currency)) {
    await markOrder(trx, tenantId, order.id, 'superseded')
    const open = await listOpenPayments(trx, tenantId, order.id)
    await ctx.enqueue(trx, closePayment, ...open.map(({ id }) => ({ tenantId, paymentId: id })))
    order = undefined
  }
  if (!order) {
    const opened = await openOrder(trx, {
      tenantId,
      personId: person.id,
      buyerName: person.name,
      buyerEmail: person.email,
      courseId,
      totalMinor: offer.priceMinor,
      currency: offer.currency,
      offer: {
        title: offer.title,
        slug: offer.slug,
        refundDays: offer.refundDays,
        tenantName: offer.tenantName,
        teacherName: offer.teacherName,
      },
      locale: ctx.locale,
      returnOrigin: ctx.origin,
      at: ctx.now(),
    })
    order = opened ?? (await lockOpenOrder(trx, tenantId, person.id, courseId))
  }
  if (!order) throw new Error('an open order vanished while it was held')
  const { account, livemode } = gatewayOf(ctx.gateways, provider)
  const payment = await openPayment(trx, {
    tenantId,
    orderId: order.id,
    personId: person.id,
    provider,
    account,
    livemode,
    amountMinor: order.totalMinor,
    currency: order.currency,
    at: ctx.now(),
  })
  return { order, payment }
}
