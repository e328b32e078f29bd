import type { PaymentId } from '@edurise/contracts'
import { asPlatform } from '@edurise/db'
import type { verifyPayments as job } from '@edurise/jobs'
import type { Handler, Platform } from '../../../context.ts'
import type { ProviderPayment } from '../../../gateways/gateway.ts'
import { entitles, sumsOf } from '../payment.ts'
import { lookAndSettle, type Settling } from '../sync-payment.ts'
import { findProven, listBroken, listProven, type ProvenPayment } from './queries.ts'

export interface Difference {
  /** What does not agree, in words for an operator. */
  what: string
  /** Id of the payment, order, grant or provider object concerned. */
  ref: string
  healed: boolean
}

export interface Proof {
  checked: number
  differences: Difference[]
}

const portion = 500

/** What a payment says against what its grants, enrolments, books and papers say; empty when they agree. */
function inside(payment: ProvenPayment): string[] {
  const { state, capturedMinor, refundedMinor, liveGrants, courseLines, openEnrolments, booked, invoices } = payment
  const open = entitles(state, payment)
  const sold = state !== 'mismatch' && !payment.duplicate && !payment.unfulfillable
  const wrong: string[] = []
  if (open && liveGrants !== courseLines) wrong.push('paid without access: a line has no live grant')
  if (open && openEnrolments !== courseLines) wrong.push('paid without access: a course has no open enrolment')
  if (!open && sold && liveGrants > 0) wrong.push('access without money: a grant outlives its payment')
  if (booked !== capturedMinor - refundedMinor) wrong.push('the books hold another amount than the payment')
  if (sold && capturedMinor > 0 && invoices === 0) wrong.push('money without an invoice')
  if (sold && refundedMinor > 0 && payment.creditNotes === 0) wrong.push('a refund without a credit note')
  return wrong
}

/** What the provider says against what the payment says. */
function between({ facts, objectId }: ProviderPayment, payment: ProvenPayment | undefined): string[] {
  if (!payment) return ['money at the provider that no payment of ours answers to']
  const { capturedMinor, refundedMinor } = sumsOf(facts)
  const wrong: string[] = []
  if (payment.objectId !== objectId && facts.objectId) wrong.push('the payment does not know the object that took its money')
  if (payment.capturedMinor !== capturedMinor) wrong.push('the provider took another amount than the payment holds')
  if (payment.refundedMinor !== Math.min(refundedMinor, capturedMinor))
    wrong.push('the provider returned another amount than the payment holds')
  return wrong
}

/**
 * Compares the provider's list with payments, grants, enrolments, books and papers, heals what one more look can heal, and tells every
 * difference it met. @param since payments of either side from then on
 */
export async function provePayments(platform: Settling & Pick<Platform, 'platformDb'>, since: Date): Promise<Proof> {
  const { platformDb, gateways } = platform
  const differences: Difference[] = []
  const seen = new Set<PaymentId>()
  const find = (id: PaymentId) => asPlatform(platformDb, (trx) => findProven(trx, id))

  const compare = async (wrongOf: (payment: ProvenPayment | undefined) => string[], id: PaymentId | null, ref: string) => {
    const before = id ? await find(id) : undefined
    const wrong = wrongOf(before)
    if (!wrong.length) return
    if (before) await lookAndSettle(platform, before.tenantId, before.orderId, before.id)
    const left = new Set(before ? wrongOf(await find(before.id)) : wrong)
    for (const what of wrong) differences.push({ what, ref, healed: !left.has(what) })
  }

  for await (const known of gateways.stripe.paymentsSince(since)) {
    if (known.paymentId) seen.add(known.paymentId)
    await compare(
      (payment) => [...between(known, payment), ...(payment ? inside(payment) : [])],
      known.paymentId,
      known.paymentId ?? known.objectId,
    )
  }

  let after: PaymentId | null = null
  for (;;) {
    const from: PaymentId | null = after
    const rows: ProvenPayment[] = await asPlatform(platformDb, (trx) => listProven(trx, since, from, portion))
    for (const { id } of rows) {
      if (seen.has(id)) continue
      seen.add(id)
      await compare((payment) => [...(payment ? inside(payment) : []), 'money here that the provider does not list'], id, id)
    }
    after = rows.at(-1)?.id ?? null
    if (rows.length < portion || after === null) break
  }

  for (const { law, ref } of await asPlatform(platformDb, listBroken)) differences.push({ what: law, ref, healed: false })
  return { checked: seen.size, differences }
}

/** Days that the nightly proof looks back: refunds and disputes of older payments come by the sweep. */
const nightlyDays = 35

export const verifyPayments: Handler<typeof job> = async (platform) => {
  const proof = await provePayments(platform, new Date(platform.now().getTime() - nightlyDays * 24 * 3_600_000))
  const unexplained = proof.differences.filter(({ healed }) => !healed)
  for (const difference of proof.differences) platform.log[difference.healed ? 'warn' : 'error'](difference, 'payments did not agree')
  platform.log.info(
    { checked: proof.checked, healed: proof.differences.length - unexplained.length, unexplained: unexplained.length },
    'payments verified',
  )
}
