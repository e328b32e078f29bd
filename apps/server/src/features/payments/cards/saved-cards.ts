import { AppError, type payments } from '@edurise/contracts'
import type { CallContext } from '../../../context.ts'
import { ProviderSilent, type SavedCard } from '../../../gateways/gateway.ts'
import { findCustomer } from './queries.ts'

/** Cards that the buyer left with the provider; asked there each time, nothing of them is stored here. */
export async function savedCards(ctx: CallContext<typeof payments.cards>): Promise<SavedCard[]> {
  const { stripe } = ctx.gateways
  const customerId = await findCustomer(ctx.db.open, 'stripe', stripe.account, ctx.person.id)
  return customerId ? heard(stripe.cards(customerId)) : []
}

export async function forgetCard(ctx: CallContext<typeof payments.forgetCard>, { cardId }: { cardId: string }): Promise<{ left: number }> {
  const { stripe } = ctx.gateways
  const customerId = await findCustomer(ctx.db.open, 'stripe', stripe.account, ctx.person.id)
  if (!customerId || !(await heard(stripe.forgetCard(customerId, cardId)))) throw new AppError('CARD_NOT_FOUND', {})
  return { left: (await heard(stripe.cards(customerId))).length }
}

async function heard<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    if (error instanceof ProviderSilent) throw new AppError('PROVIDER_SILENT', { orderId: null })
    throw error
  }
}
