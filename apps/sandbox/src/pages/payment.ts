import { paymentOf } from '../control/state.ts'
import { isClosed, isInquiry } from '../stripe/disputes.ts'
import { sayMoney } from '../stripe/money.ts'
import type { Charge, Dispute, Refund, Session, StripeEvent } from '../stripe/shapes.ts'
import type { World } from '../world.ts'
import { press, stateOf } from './control.ts'
import { html } from './layout.ts'
import type { Html, Page } from './layout.ts'
import { disputeActs, disputeForm, eventList, moneyRow, refundForm, section } from './payment-parts.ts'

/** One payment as the provider's dashboard shows it: money, acts, and what was told to the shop. */
export function paymentPage(world: World, session: Session): Page {
  const { store } = world
  const payment = paymentOf(world, session)
  const back = `/control/payments/${session.id}`
  const charge = payment.charge === null ? undefined : store.find('charge', payment.charge)
  const refunds = charge === undefined ? [] : store.list('refund', { where: 'charge = ?', values: [charge.id] })
  const disputes = charge === undefined ? [] : store.list('dispute', { where: 'charge = ?', values: [charge.id] })
  const events = eventsOf(world, [session.id, payment.payment_intent])
  const body = html`<p><a href="/control">All payments</a></p>
    <h1><bdi>${sayMoney(payment.amount, payment.currency)}</bdi> · ${stateOf(payment)}</h1>
    <dl class="facts">
      <dt>Buyer</dt>
      <dd><bdi>${payment.customer_email ?? 'Not known yet'}</bdi></dd>
      <dt>Captured</dt>
      <dd><bdi>${sayMoney(payment.captured, payment.currency)}</bdi></dd>
      <dt>Refunded</dt>
      <dd><bdi>${sayMoney(payment.refunded, payment.currency)}</bdi></dd>
      <dt>Reference</dt>
      <dd class="mono">${payment.client_reference_id ?? 'None'}</dd>
      <dt>Session</dt>
      <dd class="mono">${session.id}</dd>
      ${
        payment.payment_intent !== null &&
        html`<dt>Payment intent</dt>
          <dd class="mono">${payment.payment_intent}</dd>`
      }
      ${
        payment.charge !== null &&
        html`<dt>Charge</dt>
          <dd class="mono">${payment.charge}</dd>`
      }
    </dl>
    ${sessionActs(session, payment.intent_status === 'processing', back)}
    ${charge !== undefined && charge.captured && charge.status === 'succeeded' && chargeActs(charge, disputes, back)}
    ${section(
      'Refunds',
      refunds.map((refund) => refundRow(refund, back)),
    )}
    ${section(
      'Disputes',
      disputes.map((dispute) => disputeRow(dispute, back)),
    )}
    ${eventList(world, events, '/control/events', back)}`
  return { title: `Payment of ${sayMoney(payment.amount, payment.currency)}`, body }
}

function eventsOf(world: World, ids: readonly (string | null)[]): StripeEvent[] {
  const [session, intent] = ids
  return world.store.list('event', {
    where: `json_extract(body, '$.data.object.id') in (?, ?) or json_extract(body, '$.data.object.payment_intent') = ?`,
    values: [session ?? '', intent ?? '', intent ?? ''],
  })
}

function sessionActs(session: Session, processing: boolean, back: string): Html {
  if (session.status === 'open') {
    return html`<h2>Acts</h2>
      <div class="acts">
        <a class="button" href="/pay/${session.id}">Open the pay page</a>
        ${press('/control/pay', 'Pay by card', { back, fields: { sessionId: session.id } })}
        ${press(`/control/sessions/${session.id}/debit`, 'Pay by bank debit', { back })}
        ${press(`/control/sessions/${session.id}/expire`, 'Expire', { back })}
      </div>`
  }
  if (!processing) return html``
  return html`<h2>The bank's answer</h2>
    <div class="acts">
      ${press(`/control/sessions/${session.id}/settle`, 'Confirm the debit', { back, fields: { outcome: 'succeeded' } })}
      ${press(`/control/sessions/${session.id}/settle`, 'Refuse the debit', { back, fields: { outcome: 'failed' } })}
    </div>`
}

const reasons = ['fraudulent', 'product_not_received', 'product_unacceptable', 'duplicate', 'general']

function chargeActs(charge: Charge, disputes: readonly Dispute[], back: string): Html {
  const left = charge.amount_captured - charge.amount_refunded
  const blocked = disputes.some((dispute) => ['needs_response', 'under_review', 'lost'].includes(dispute.status))
  return html`${left > 0 && !blocked && refundForm(`/control/payments/${charge.id}/refund`, sayMoney(left, charge.currency), back)}${
    !charge.disputed && disputeForm(`/control/payments/${charge.id}/dispute`, reasons, back)
  }`
}

function refundRow(refund: Refund, back: string): Html {
  const settle = (outcome: string, label: string) => press(`/control/refunds/${refund.id}/settle`, label, { back, fields: { outcome } })
  const acts = html`${refund.status === 'pending' && settle('succeeded', 'Let it arrive')}${refund.status !== 'failed' && settle('failed', 'Let it fail')}`
  return moneyRow(sayMoney(refund.amount, refund.currency), refund.status, refund.id, acts)
}

function disputeRow(dispute: Dispute, back: string): Html {
  const acts = !isClosed(dispute) && disputeActs(`/control/disputes/${dispute.id}`, isInquiry(dispute), back)
  return moneyRow(sayMoney(dispute.amount, dispute.currency), dispute.status.replaceAll('_', ' '), dispute.id, acts)
}
