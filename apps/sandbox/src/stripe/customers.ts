import type { World } from '../world.ts'
import { cardByNumber } from './cards.ts'
import type { Card } from './cards.ts'
import { aCustomer, aPaymentMethod } from './resources.ts'
import type { CardUsed } from './resources.ts'
import type { Customer, PaymentMethod, Session } from './shapes.ts'
import { findOrRefuse } from './view.ts'

/** As `customer_creation: always` has it: whoever completes a session without a customer becomes one. */
export function withCustomer(world: World, session: Session, buyer: Pick<Customer, 'email' | 'name'>): Session {
  if (session.customer !== null || session.customer_creation !== 'always') return session
  const customer = aCustomer(world, buyer)
  world.store.put('customer', customer)
  return { ...session, customer: customer.id }
}

/** A customer's cards, the newest first. */
export function cardsOf(world: World, customerId: string): PaymentMethod[] {
  return world.store.list('payment_method', { where: "json_extract(body, '$.customer') = ?", values: [customerId], limit: 100 })
}

/** Keeps the card that was just used, if its customer wished so; the same card is kept once. */
export function keepCard(world: World, sessionId: string, used: CardUsed): void {
  const session = findOrRefuse(world, 'checkout.session', sessionId)
  if (session.customer === null) return
  const last4 = used.number.slice(-4)
  const known = cardsOf(world, session.customer).some(
    ({ card }) => card.last4 === last4 && card.exp_month === used.expMonth && card.exp_year === used.expYear,
  )
  if (known) return
  const method = aPaymentMethod(world, session.customer, used)
  world.store.put('payment_method', method)
  world.store.set(`card:${method.id}`, used.number)
}

/** What a kept card is charged as: the test card that it was. */
export function keptCard(world: World, session: Session, methodId: string): { card: Card; used: CardUsed } | undefined {
  const method = world.store.find('payment_method', methodId)
  if (method === undefined || method.customer === null || method.customer !== session.customer) return undefined
  const number = world.store.setting(`card:${methodId}`) ?? ''
  const card = cardByNumber(number)
  return card && { card, used: { number, expMonth: method.card.exp_month, expYear: method.card.exp_year } }
}

export function detachCard(world: World, id: string): PaymentMethod {
  const method = { ...findOrRefuse(world, 'payment_method', id), customer: null }
  world.store.put('payment_method', method)
  return method
}
