import type { Sale } from '../gateway.ts'
import { paypalMoney } from './amounts.ts'

/** PayPal counts as if every character were ASCII. */
const longestText = 127

/** Where PayPal speaks the buyer's language; elsewhere it goes by their account. */
const locales: Partial<Record<Sale['locale'], string>> = { en: 'en-US', ar: 'ar-EG' }

/** The order that PayPal is asked to make: the same in every repetition, or it would refuse the key. */
export function orderRequest(sale: Sale) {
  const amount = paypalMoney(sale.amountMinor, sale.currency)
  const title = clipped(sale.title)
  const locale = locales[sale.locale]
  return {
    intent: 'CAPTURE',
    purchase_units: [
      {
        reference_id: sale.orderId,
        custom_id: sale.paymentId,
        // PayPal takes an invoice's money once.
        invoice_id: sale.paymentId,
        description: title,
        amount: { ...amount, breakdown: { item_total: amount } },
        items: [{ name: title, quantity: '1', unit_amount: amount, category: 'DIGITAL_GOODS' }],
      },
    ],
    payment_source: {
      paypal: {
        experience_context: {
          return_url: sale.successUrl,
          cancel_url: sale.cancelUrl,
          user_action: 'PAY_NOW',
          shipping_preference: 'NO_SHIPPING',
          ...(locale !== undefined && { locale }),
        },
      },
    },
  }
}

/** As much of a text as fits in 127 bytes, whole characters only. */
export function clipped(text: string): string {
  let room = longestText
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(text.trim())) {
    room -= Buffer.byteLength(segment)
    if (room < 0) break
    kept += segment
  }
  return kept.trim()
}
