import type { PaymentId, TenantId, TransferId } from '@edurise/contracts'
import { asPlatform, inTenant, type PaymentFacts, type TenantDb } from '@edurise/db'
import type { Platform } from '../../context.ts'
import { ProviderRefused, type Gateway, type Refund, type Sale } from '../../gateways/gateway.ts'
import { returnBeyond } from './money/give-back.ts'
import {
  findOrderFacts,
  findRefundReason,
  findTransferOfPayment,
  insertTransfer,
  listReceivedSince,
  lockOrdersOf,
  writeTransfer,
  type TransferRecord,
} from './queries.ts'
import { findActiveAccount } from './accounts/queries.ts'
import { findReturnByKey, listMovements, openReturn, withdrawReceipts } from './money/queries.ts'
import { lockTransfers, withMoney } from './whole-transfer.ts'
import { newReference } from './reference.ts'
import { bank, factsOf, heldMinor, isComplete, isUndone } from './transfer.ts'
import { tellInstructions } from './transfer-mails.ts'

type Wanted = Pick<Platform, 'db' | 'platformDb' | 'enqueue' | 'now'>
type Received = Awaited<ReturnType<typeof listReceivedSince>>[number]
const portion = 200
const day = 24 * 3_600_000

/**
 * Bank transfers as a way to be paid. There is no provider to ask: what staff and statements have said about the tenants' own accounts is the truth, and
 * stands in tables of ours.
 */
export function transferGateway({ db, platformDb, enqueue, now }: Wanted): Gateway {
  async function openTransfer(trx: TenantDb, sale: Sale): Promise<TransferRecord> {
    const { tenantId, paymentId, orderId, amountMinor, currency } = sale
    const known = await findTransferOfPayment(trx, tenantId, paymentId)
    if (known) return known
    const account = await findActiveAccount(trx, tenantId, currency)
    const order = await findOrderFacts(trx, tenantId, orderId)
    if (!account || !order) throw new ProviderRefused('no_bank_account')
    const { id: accountId, holder, bankName, iban, accountNumber, bic, note, deadlineDays } = account
    const at = now()
    // Of 10^12 references two may be the same; the same again and again may not.
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const made = await insertTransfer(trx, {
        tenantId,
        paymentId,
        orderId,
        accountId,
        amountMinor,
        currency,
        at,
        personId: order.personId,
        reference: newReference(),
        account: { holder, bankName, iban, accountNumber, bic, note },
        deadlineAt: new Date(at.getTime() + deadlineDays * day),
      })
      const transfer = made ?? (await findTransferOfPayment(trx, tenantId, paymentId))
      if (made) await tellInstructions(trx, { enqueue, now }, tenantId, order, made)
      if (transfer) return transfer
    }
    throw new Error(`no free reference for payment ${paymentId}`)
  }

  const look = async (trx: TenantDb, tenantId: TenantId, paymentId: PaymentId): Promise<PaymentFacts> => {
    const transfer = await findTransferOfPayment(trx, tenantId, paymentId)
    const [whole] = transfer ? await withMoney(trx, tenantId, [transfer]) : []
    return whole ? factsOf(whole, now().toISOString()) : { ...bank, ended: true, observedAt: now().toISOString() }
  }

  const lookup: Gateway['lookup'] = ({ tenantId, paymentId }) =>
    inTenant(db, tenantId, (trx) => look(trx, tenantId, paymentId), { readOnly: true })

  return {
    ...bank,
    sameKeyHours: Number.POSITIVE_INFINITY,
    open: (sale) => inTenant(db, sale.tenantId, async (trx) => ({ objectId: (await openTransfer(trx, sale)).id, url: null })),
    lookup,
    find: ({ tenantId, paymentId }) =>
      inTenant(
        db,
        tenantId,
        async (trx) => {
          const transfer = await findTransferOfPayment(trx, tenantId, paymentId)
          return transfer ? { objectId: transfer.id, url: null } : null
        },
        { readOnly: true },
      ),
    expire: ({ tenantId, paymentId }) =>
      inTenant(db, tenantId, async (trx) => {
        const known = await findTransferOfPayment(trx, tenantId, paymentId)
        if (!known) return
        await lockOrdersOf(trx, tenantId, [known.id])
        const [transfer] = await lockTransfers(trx, tenantId, [known.id])
        if (!transfer || isComplete(transfer) || transfer.state === 'expired' || transfer.state === 'refused') return
        const at = now()
        const proposed = transfer.receipts.filter(({ state }) => state === 'proposed').map(({ id }) => id)
        await withdrawReceipts(trx, tenantId, proposed, { by: null, reason: '', at })
        await returnBeyond(trx, tenantId, transfer, 0, at)
        await writeTransfer(trx, tenantId, transfer.id, { state: 'expired', at })
      }),
    // Nobody approves a transfer beforehand: it is there, or it is not.
    capture: () => Promise.reject(new ProviderRefused('not_authorized')),
    refund: ({ tenantId, paymentId, idempotencyKey, amountMinor, currency }: Refund) =>
      inTenant(db, tenantId, async (trx) => {
        const known = await findTransferOfPayment(trx, tenantId, paymentId)
        if (!known) throw new ProviderRefused('unknown_transfer')
        await lockOrdersOf(trx, tenantId, [known.id])
        const [transfer] = await lockTransfers(trx, tenantId, [known.id])
        const again = await findReturnByKey(trx, tenantId, idempotencyKey)
        if (again) return { refundId: again.id }
        if (!transfer || isUndone(transfer)) throw new ProviderRefused('nothing_to_return')
        const of = (await findRefundReason(trx, tenantId, paymentId, idempotencyKey)) === 'surplus' ? 'surplus' : 'sale'
        // A receipt may have been taken back since this was decided.
        if (of === 'surplus' && heldMinor(transfer) - transfer.amountMinor < amountMinor) throw new ProviderRefused('nothing_to_return')
        const wanted = {
          tenantId,
          transferId: transfer.id,
          idempotencyKey,
          amountMinor,
          currency,
          of,
          state: 'pending',
          at: now(),
        } as const
        const { id } = await openReturn(trx, wanted)
        return { refundId: id }
      }),
    async *paymentsSince(since) {
      let after: TransferId | null = null
      for (;;) {
        const position: TransferId | null = after
        const rows: Received[] = await asPlatform(platformDb, (trx) => listReceivedSince(trx, since, position, portion))
        for (const { tenantId, id, paymentId } of rows) {
          const facts = await lookup({ tenantId, paymentId, objectId: id })
          // Money that does not make up the price yet is no payment.
          if (Object.keys(facts.captures ?? {}).length) yield { objectId: id, paymentId, facts }
        }
        after = rows.at(-1)?.id ?? null
        if (rows.length < portion) return
      }
    },
    async *movements(from, to) {
      const rows = await asPlatform(platformDb, (trx) => listMovements(trx, from, to))
      for (const { ref, kind, amountMinor, currency, at } of rows) yield { ref, kind, amountMinor, feeMinor: 0, currency, at: new Date(at) }
    },
    submitEvidence: null,
  }
}
