import { deliveriesOf, paymentOf } from '../control/state.ts'
import { isClosed, isInquiry } from '../stripe/disputes.ts'
import { sayMoney } from '../stripe/money.ts'
import type { Charge, Dispute, Refund, Session, StripeEvent } from '../stripe/shapes.ts'
import type { World } from '../world.ts'
import { press, stateOf } from './control.ts'
import { html, sayTime } from './layout.ts'
import type { Html, Page } from './layout.ts'

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
            ${events.map((event) => eventRow(world, event, `/control/events/${event.id}/replay`, back))}
          </ul>`
    }`
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

function chargeActs(charge: Charge, disputes: readonly Dispute[], back: string): Html {
  const left = charge.amount_captured - charge.amount_refunded
  const blocked = disputes.some((dispute) => ['needs_response', 'under_review', 'lost'].includes(dispute.status))
  return html`${
    left > 0 &&
    !blocked &&
    html`<h2>Refund</h2>
      <form method="post" action="/control/payments/${charge.id}/refund" class="inline">
        <input type="hidden" name="back" value="${back}" />
        <div class="field">
          <label for="refund-amount">Amount</label
          ><input id="refund-amount" name="amount" inputmode="decimal" autocomplete="off" aria-describedby="refund-help" />
          <p class="help" id="refund-help">Empty: all of <bdi>${sayMoney(left, charge.currency)}</bdi></p>
        </div>
        <div class="field check">
          <input id="refund-pending" name="pending" type="checkbox" /><label for="refund-pending">The bank takes its time</label>
        </div>
        <button type="submit">Refund</button>
      </form>`
  }${
    !charge.disputed &&
    html`<h2>Dispute</h2>
      <form method="post" action="/control/payments/${charge.id}/dispute" class="inline">
        <input type="hidden" name="back" value="${back}" />
        <div class="field">
          <label for="reason">Reason</label
          ><select id="reason" name="reason">
            ${['fraudulent', 'product_not_received', 'product_unacceptable', 'duplicate', 'general'].map(
              (reason) => html`<option value="${reason}">${reason.replaceAll('_', ' ')}</option>`,
            )}
          </select>
        </div>
        <div class="field check">
          <input id="inquiry" name="inquiry" type="checkbox" /><label for="inquiry">Only a question for now</label>
        </div>
        <button type="submit">Open a dispute</button>
      </form>`
  }`
}

function refundRow(refund: Refund, back: string): Html {
  const settle = (outcome: string, label: string) => press(`/control/refunds/${refund.id}/settle`, label, { back, fields: { outcome } })
  return html`<li>
    <span
      ><strong><bdi>${sayMoney(refund.amount, refund.currency)}</bdi> · ${refund.status}</strong> ·
      <span class="mono">${refund.id}</span></span
    >
    <div class="acts">
      ${refund.status === 'pending' && settle('succeeded', 'Let it arrive')}${refund.status !== 'failed' && settle('failed', 'Let it fail')}
    </div>
  </li>`
}

function disputeRow(dispute: Dispute, back: string): Html {
  const close = (outcome: string, label: string) => press(`/control/disputes/${dispute.id}/close`, label, { back, fields: { outcome } })
  const acts = isClosed(dispute)
    ? html``
    : html`<div class="acts">
        ${
          isInquiry(dispute)
            ? html`${press(`/control/disputes/${dispute.id}/escalate`, 'Escalate', { back })}${close('withdrawn', 'Close the question')}`
            : html`${close('won', 'The shop wins')}${close('lost', 'The shop loses')}${close('withdrawn', 'The buyer withdraws')}`
        }
      </div>`
  return html`<li>
    <span
      ><strong><bdi>${sayMoney(dispute.amount, dispute.currency)}</bdi> · ${dispute.status.replaceAll('_', ' ')}</strong> ·
      <span class="mono">${dispute.id}</span></span
    >${acts}
  </li>`
}

/** A message to the shop, what became of it, and the button that sends it again. */
export function eventRow(world: World, event: { id: string; type: string; created: number }, replay: string, back: string): Html {
  const deliveries = deliveriesOf(world, event.id)
  return html`<li>
    <span><strong>${event.type}</strong> · ${sayTime(event.created * 1000)} · <span class="mono">${event.id}</span></span> ${deliveries.map(
      ({ state, knobs, attempts }) => {
        const last = attempts.at(-1)
        const answer =
          last === undefined
            ? ''
            : `, ${last.status === null ? (last.error ?? 'no answer') : `answered ${last.status}`}${attempts.length > 1 ? ` after ${attempts.length} attempts` : ''}`
        return html`<span class="help">${state.replaceAll('_', ' ')}${answer}${knobs.length > 0 && ` (${knobs.join(', ')})`}</span>`
      },
    )}
    ${press(replay, 'Send again', { back })}
  </li>`
}
