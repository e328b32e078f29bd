import { paypalPaymentOf } from '../control/paypal-payment.ts'
import { sayMoney } from '../paypal/money.ts'
import { canBeApproved } from '../paypal/orders.ts'
import type { PaypalCapture, PaypalDispute, PaypalEvent, PaypalOrder, PaypalRefund } from '../paypal/shapes.ts'
import type { World } from '../world.ts'
import { press, stateOf } from './control.ts'
import { html } from './layout.ts'
import type { Html, Page } from './layout.ts'
import { disputeActs, disputeForm, eventList, moneyRow, refundForm, section } from './payment-parts.ts'

/** One order as PayPal's own pages show it to the seller: money, acts, and what was told to the shop. */
export function paypalPaymentPage(world: World, order: PaypalOrder): Page {
  const { store } = world
  const payment = paypalPaymentOf(world, order)
  const back = `/control/paypal/orders/${order.id}`
  const capture = order.captureId === null ? undefined : store.find('paypal.capture', order.captureId)
  const refunds = capture?.refundIds.flatMap((id) => store.find('paypal.refund', id) ?? []) ?? []
  const disputes = capture?.disputeIds.flatMap((id) => store.find('paypal.dispute', id) ?? []) ?? []
  const events = eventsOf(world, [order.id, ...(capture === undefined ? [] : [capture.id])])
  const say = (minor: number) => sayMoney(minor, order.currency)
  const body = html`<p><a href="/control">All payments</a></p>
    <h1><bdi>${say(order.amount)}</bdi> · PayPal · ${stateOf(payment)}</h1>
    <dl class="facts">
      <dt>Payer</dt>
      <dd><bdi>${order.payerEmail ?? 'Not known yet'}</bdi></dd>
      <dt>Captured</dt>
      <dd><bdi>${say(payment.captured)}</bdi></dd>
      <dt>Refunded</dt>
      <dd><bdi>${say(payment.refunded)}</bdi></dd>
      <dt>Reference</dt>
      <dd class="mono">${order.client_reference_id}</dd>
      <dt>Order</dt>
      <dd class="mono">${order.id} ${order.status.toLowerCase().replaceAll('_', ' ')}</dd>
      ${
        capture !== undefined &&
        html`<dt>Capture</dt>
          <dd class="mono">${capture.id} ${capture.status.toLowerCase().replaceAll('_', ' ')}</dd>`
      }
    </dl>
    ${orderActs(order, back)} ${capture !== undefined && captureActs(capture, payment.captured - promised(refunds), disputes, back)}
    ${section(
      'Refunds',
      refunds.map((refund) => refundRow(refund, back)),
    )}
    ${section(
      'Disputes',
      disputes.map((dispute) => disputeRow(dispute, back)),
    )}
    ${eventList(world, events, '/control/paypal/events', back)}`
  return { title: `PayPal payment of ${say(order.amount)}`, body }
}

function promised(refunds: readonly PaypalRefund[]): number {
  return refunds.reduce((sum, { status, amount }) => (status === 'FAILED' ? sum : sum + amount), 0)
}

function eventsOf(world: World, subjects: readonly string[]): PaypalEvent[] {
  return world.store.list('paypal.event', {
    where: `exists (select 1 from json_each(json_extract(body, '$.subjects')) s where s.value in (select value from json_each(?)))`,
    values: [JSON.stringify(subjects)],
  })
}

function orderActs(order: PaypalOrder, back: string): Html {
  if (!canBeApproved(order)) return html``
  const approve = (outcome: string, label: string) =>
    press(`/control/paypal/orders/${order.id}/approve`, label, { back, fields: { outcome } })
  return html`<h2>Acts</h2>
    <div class="acts">
      <a class="button" href="/paypal/checkoutnow?token=${order.id}">Open the approval page</a>
      ${approve('approved', 'Approve')}${approve('pending', 'Approve, held for review')}${approve('declined', 'Approve, declined later')}
      ${press(`/control/paypal/orders/${order.id}/expire`, 'Expire', { back })}
    </div>`
}

const reasons = ['MERCHANDISE_OR_SERVICE_NOT_RECEIVED', 'MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED', 'UNAUTHORISED', 'DUPLICATE_TRANSACTION']

function captureActs(capture: PaypalCapture, left: number, disputes: readonly PaypalDispute[], back: string): Html {
  const act = (verb: string) => `/control/paypal/captures/${capture.id}/${verb}`
  if (capture.status === 'PENDING') {
    return html`<h2>The review's answer</h2>
      <div class="acts">
        ${press(act('settle'), 'Let it pass', { back, fields: { outcome: 'completed' } })}
        ${press(act('settle'), 'Deny it', { back, fields: { outcome: 'denied' } })}
      </div>`
  }
  if (capture.status === 'DECLINED') return html``
  const claimed = disputes.some(({ stage, outcome }) => stage === 'CHARGEBACK' && (outcome === null || outcome.refunded > 0))
  const open = disputes.some(({ status }) => status !== 'RESOLVED')
  return html`${left > 0 && !claimed && refundForm(act('refund'), sayMoney(left, capture.currency), back)}${
    !open && disputeForm(act('dispute'), reasons, back)
  }`
}

function refundRow(refund: PaypalRefund, back: string): Html {
  const settle = (outcome: string, label: string) =>
    press(`/control/paypal/refunds/${refund.id}/settle`, label, { back, fields: { outcome } })
  const acts = html`${refund.status === 'PENDING' && html`${settle('completed', 'Let it arrive')}${settle('failed', 'Let it fail')}`}`
  return moneyRow(sayMoney(refund.amount, refund.currency), refund.status.toLowerCase(), refund.id, acts)
}

function disputeRow(dispute: PaypalDispute, back: string): Html {
  const state = dispute.outcome?.code ?? `${dispute.stage} ${dispute.status}`
  const acts = dispute.status !== 'RESOLVED' && disputeActs(`/control/paypal/disputes/${dispute.id}`, dispute.stage === 'INQUIRY', back)
  return moneyRow(sayMoney(dispute.amount, dispute.currency), state.toLowerCase().replaceAll('_', ' '), dispute.id, acts)
}
