import type { OrderId, PaymentId } from '@edurise/contracts'
import type { ACourse, ATenant } from '../../../testing/factories.ts'
import type { SignedIn, World } from '../../../testing/world.ts'
import { tillOf } from './till.ts'

export interface PaypalSale {
  orderId: OrderId
  paymentId: PaymentId
  /** PayPal's own id of the order. */
  paypalId: string
  url: string
}

/** The same till for buyers who pay through PayPal: what they and PayPal do there. */
export function paypalTillOf(world: World) {
  const till = tillOf(world)
  const { control } = till
  return {
    ...till,

    /** A tenant that sells through PayPal, with its admin, a learner and a course. */
    async aShop({ currency = 'USD', priceMinor = 4_900 }: { currency?: string; priceMinor?: number } = {}) {
      const tenant: ATenant = await world.aTenant()
      const admin = await world.signedIn({ tenant, role: 'admin' })
      const learner = await world.signedIn({ tenant })
      const course = await world.aCourse({ tenantId: tenant.tenantId, currency, priceMinor })
      await admin.api.payments.switchMethod({ currency, provider: 'paypal', enabled: true })
      return { tenant, admin, learner, course }
    },

    async startCheckout(learner: SignedIn, { courseId }: ACourse): Promise<PaypalSale> {
      const { orderId, paymentId, url } = await learner.api.payments.startCheckout({ courseId, provider: 'paypal' })
      return { orderId, paymentId, url, paypalId: new URL(url).searchParams.get('token') ?? '' }
    },

    /** The payer says yes on PayPal's page; nothing is taken by that. */
    approve: ({ paypalId }: Pick<PaypalSale, 'paypalId'>, outcome: 'approved' | 'declined' | 'pending' = 'approved') =>
      control(`/paypal/orders/${paypalId}/approve`, { outcome }),
    settleCapture: ({ paypalId }: Pick<PaypalSale, 'paypalId'>, completes: boolean) =>
      control(`/paypal/orders/${paypalId}/settle`, { outcome: completes ? 'succeeded' : 'failed' }),
    refundAtPaypal: ({ paypalId }: Pick<PaypalSale, 'paypalId'>, amount?: number) =>
      control(`/paypal/orders/${paypalId}/refund`, { amount }),
    dispute: async ({ paypalId }: Pick<PaypalSale, 'paypalId'>, wishes: { inquiry?: boolean } = {}) =>
      (await control<{ id: string }>(`/paypal/orders/${paypalId}/dispute`, wishes)).id,
    closeDispute: (id: string, outcome: string, amount?: number) => control(`/paypal/disputes/${id}/close`, { outcome, amount }),
  }
}
