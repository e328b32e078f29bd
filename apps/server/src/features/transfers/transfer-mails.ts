import type { Language, TenantId } from '@edurise/contracts'
import type { TenantDb } from '@edurise/db'
import type { Platform } from '../../context.ts'
import { addressOf } from '../../addresses.ts'
import { orderName } from '../../order-name.ts'
import { queueMail } from '../notifications/index.ts'
import { findOrderFacts, type TransferRecord } from './queries.ts'
import { printReference } from './reference.ts'

type Mailing = Pick<Platform, 'enqueue' | 'now'>
export type OrderFacts = NonNullable<Awaited<ReturnType<typeof findOrderFacts>>>

function envelopeOf(tenantId: TenantId, order: OrderFacts) {
  const { id: orderId, personId, buyerEmail: to, locale } = order
  return { tenantId, personId, orderId, to, locale }
}

function factsOf(order: OrderFacts, { amountMinor, currency }: Pick<TransferRecord, 'amountMinor' | 'currency'>) {
  return {
    name: order.buyerName,
    tenantName: order.offer.tenantName,
    courseTitle: order.offer.title,
    orderNumber: orderName(order),
    url: addressOf(order, `/orders/${order.id}`),
    amountMinor,
    currency,
  }
}

function whereTo({ account, reference, deadlineAt }: TransferRecord, locale: Language) {
  const { holder, bankName, iban, accountNumber, note } = account
  return {
    holder,
    bankName,
    account: iban === '' ? accountNumber : iban.replace(/(.{4})(?=.)/g, '$1 '),
    reference: printReference(reference),
    note: note[locale] ?? note.en ?? '',
    dueAt: deadlineAt,
  }
}

/** Where to send the money, and under which reference. */
export async function tellInstructions(
  trx: TenantDb,
  ctx: Mailing,
  tenantId: TenantId,
  order: OrderFacts,
  transfer: TransferRecord,
): Promise<void> {
  await queueMail(trx, ctx, {
    ...envelopeOf(tenantId, order),
    effectKey: `transfer_instructions:${transfer.id}`,
    kind: 'transfer_instructions',
    data: { ...factsOf(order, transfer), ...whereTo(transfer, order.locale) },
  })
}

/** The deadline is near, and nothing has come. */
export async function tellReminder(
  trx: TenantDb,
  ctx: Mailing,
  tenantId: TenantId,
  order: OrderFacts,
  transfer: TransferRecord,
  leftMinor: number,
): Promise<void> {
  await queueMail(trx, ctx, {
    ...envelopeOf(tenantId, order),
    effectKey: `transfer_reminder:${transfer.id}:${transfer.deadlineAt}`,
    kind: 'transfer_reminder',
    data: { ...factsOf(order, { ...transfer, amountMinor: leftMinor }), ...whereTo(transfer, order.locale) },
  })
}

export async function tellProofReceived(
  trx: TenantDb,
  ctx: Mailing,
  tenantId: TenantId,
  order: OrderFacts,
  transfer: TransferRecord,
  proofId: string,
): Promise<void> {
  await queueMail(trx, ctx, {
    ...envelopeOf(tenantId, order),
    effectKey: `transfer_proof:${proofId}`,
    kind: 'transfer_proof_received',
    data: factsOf(order, transfer),
  })
}

/** What staff have said, in their own words. `key` makes it one mail for one decision. */
export async function tellPayer(
  trx: TenantDb,
  ctx: Mailing,
  tenantId: TenantId,
  transfer: TransferRecord,
  kind: 'transfer_asked' | 'transfer_refused' | 'transfer_undone',
  { message, key }: { message: string; key: string },
): Promise<void> {
  const order = await findOrderFacts(trx, tenantId, transfer.orderId)
  if (!order) throw new Error(`transfer ${transfer.id} has no order`)
  await queueMail(trx, ctx, {
    ...envelopeOf(tenantId, order),
    effectKey: `${kind}:${transfer.id}:${key}`,
    kind,
    data: { ...factsOf(order, transfer), message },
  })
}
