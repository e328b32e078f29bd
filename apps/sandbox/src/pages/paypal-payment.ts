import { paypalPaymentOf } from '../control/paypal-payment.ts'
import { sayMoney } from '../paypal/money.ts'
import { canBeApproved } from '../paypal/orders.ts'
import type { PaypalCapture, PaypalDispute, PaypalEvent, PaypalOrder, PaypalRefund } from '../paypal/shapes.ts'
import type { World } from '../world.ts'
import { press, stateOf } from './control.ts'
import { html } from './layout.ts'
import type { Html, Page } from './layout.ts'
import { eventRow } from './payment.ts'

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
    ${
      refunds.length > 0 &&
      html`<h2>Refunds</h2>
        <ul class="rows">
          ${refunds.map((refund) => refundRow(refund, back))}
        </ul>`
    }
    ${
      disputes.length > 0 &&
      html`<h2>Disputes</h2>
        <ul class="rows">
          ${disputes.map((dispute) => disputeRow(dispute, back))}
        </ul>`
    }
    <h2>Events</h2>
    ${
      events.length === 0
        ? html`<p>None yet.</p>`
        : html`<ul class="rows">
            ${events.map((event) => eventRow(world, event, `/control/paypal/events/${event.id}/replay`, back))}
          </ul>`
    }`
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
  return html`${
    left > 0 &&
    !claimed &&
    html`<h2>Refund</h2>
      <form method="post" action="${act('refund')}" class="inline">
        <input type="hidden" name="back" value="${back}" />
        <div class="field">
          <label for="refund-amount">Amount</label
          ><input id="refund-amount" name="amount" inputmode="decimal" autocomplete="off" aria-describedby="refund-help" />
          <p class="help" id="refund-help">Empty: all of <bdi>${sayMoney(left, capture.currency)}</bdi></p>
        </div>
        <div class="field check">
          <input id="refund-pending" name="pending" type="checkbox" /><label for="refund-pending">The bank takes its time</label>
        </div>
        <button type="submit">Refund</button>
      </form>`
  }${
    !open &&
    html`<h2>Dispute</h2>
      <form method="post" action="${act('dispute')}" class="inline">
        <input type="hidden" name="back" value="${back}" />
        <div class="field">
          <label for="reason">Reason</label
          ><select id="reason" name="reason">
            ${[
              'MERCHANDISE_OR_SERVICE_NOT_RECEIVED',
              'MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED',
              'UNAUTHORISED',
              'DUPLICATE_TRANSACTION',
            ].map((reason) => html`<option value="${reason}">${reason.toLowerCase().replaceAll('_', ' ')}</option>`)}
          </select>
        </div>
        <div class="field check">
          <input id="inquiry" name="inquiry" type="checkbox" /><label for="inquiry">Only a question for now</label>
        </div>
        <button type="submit">Open a dispute</button>
      </form>`
  }`
}

function refundRow(refund: PaypalRefund, back: string): Html {
  const settle = (outcome: string, label: string) =>
    press(`/control/paypal/refunds/${refund.id}/settle`, label, { back, fields: { outcome } })
  return html`<li>
    <span
      ><strong><bdi>${sayMoney(refund.amount, refund.currency)}</bdi> · ${refund.status.toLowerCase()}</strong> ·
      <span class="mono">${refund.id}</span></span
    >
    <div class="acts">
      ${refund.status === 'PENDING' && html`${settle('completed', 'Let it arrive')}${settle('failed', 'Let it fail')}`}
    </div>
  </li>`
}

function disputeRow(dispute: PaypalDispute, back: string): Html {
  const close = (outcome: string, label: string) =>
    press(`/control/paypal/disputes/${dispute.id}/close`, label, { back, fields: { outcome } })
  const state = dispute.outcome?.code ?? `${dispute.stage} ${dispute.status}`
  return html`<li>
    <span
      ><strong><bdi>${sayMoney(dispute.amount, dispute.currency)}</bdi> · ${state.toLowerCase().replaceAll('_', ' ')}</strong> ·
      <span class="mono">${dispute.id}</span></span
    >
    ${
      dispute.status !== 'RESOLVED' &&
      html`<div class="acts">
        ${
          dispute.stage === 'INQUIRY'
            ? html`${press(`/control/paypal/disputes/${dispute.id}/escalate`, 'Escalate', { back })}${close('withdrawn', 'Close the question')}`
            : html`${close('won', 'The shop wins')}${close('lost', 'The shop loses')}${close('withdrawn', 'The buyer withdraws')}`
        }
      </div>`
    }
  </li>`
}
