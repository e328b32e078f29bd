import { readKnobs } from '../knobs.ts'
import type { Knobs } from '../knobs.ts'
import { searchPayments } from '../control/state.ts'
import type { Payment } from '../control/payment.ts'
import { sayMoney as sayPaypalMoney } from '../paypal/money.ts'
import { sayMoney } from '../stripe/money.ts'
import type { World } from '../world.ts'
import { html, sayTime } from './layout.ts'
import type { Html, Page } from './layout.ts'

const pageSize = 20

export function controlPage(world: World, { q, before }: { q: string; before: number | undefined }): Page {
  const needle = q.trim()
  const { items: payments, older } = searchPayments(world, { needle, before, limit: pageSize })
  const body = html`<h1>Control</h1>
    <p class="lead">What the provider's own dashboard would do, and what goes wrong on purpose.</p>
    <h2 id="payments">Payments</h2>
    <form method="get" action="/control" class="search" role="search">
      <div class="field">
        <label for="q">E-mail, reference or id</label><input id="q" name="q" type="search" value="${q}" autocomplete="off" />
      </div>
      <button type="submit">Search</button>
    </form>
    ${payments.length === 0 ? html`<p>${needle === '' ? 'No checkout has begun yet.' : 'Nothing matches.'}</p>` : paymentRows(payments)}
    ${older !== null && html`<p><a href="/control?${new URLSearchParams({ ...(needle === '' ? {} : { q: needle }), before: String(older) }).toString()}">Older payments</a></p>`}
    ${knobsForm(readKnobs(world.store))}
    <h2>Everything</h2>
    <div class="acts">
      ${press('/control/replay-all', 'Send all events again')} ${press('/control/reset', 'Empty the sandbox', { danger: true })}
    </div>
    <p class="help">Emptying forgets payments, events, mails and knobs. The shop does not forget.</p>`
  return { title: 'Sandbox control', body }
}

function paymentRows(payments: readonly Payment[]): Html {
  return html`<ul class="rows">
    ${payments.map(
      (payment) =>
        html`<li>
          <a href="${controlUrlOf(payment)}"
            ><bdi>${payment.customer_email ?? 'No e-mail yet'}</bdi><bdi class="amount">${sayAmount(payment, payment.amount)}</bdi></a
          >
          <span
            ><strong>${stateOf(payment)}</strong> · ${payment.provider === 'paypal' ? 'PayPal' : 'Card'} ·
            ${sayTime(payment.created * 1000)} ·
            <span class="mono">${payment.client_reference_id ?? payment.session.slice(0, 20)}</span></span
          >
        </li>`,
    )}
  </ul>`
}

/** Providers differ in the decimals of some currencies. */
export function sayAmount({ provider, currency }: Payment, minor: number): string {
  return provider === 'paypal' ? sayPaypalMoney(minor, currency) : sayMoney(minor, currency)
}

function controlUrlOf({ provider, session }: Payment): string {
  return provider === 'paypal' ? `/control/paypal/orders/${session}` : `/control/payments/${session}`
}

/** One line on where the money is. */
export function stateOf(payment: Payment): string {
  if (payment.dispute !== null) return `Dispute: ${payment.dispute.replaceAll('_', ' ')}`
  if (payment.refunded > 0)
    return payment.refunded === payment.captured ? 'Refunded' : `Refunded in part: ${sayAmount(payment, payment.refunded)}`
  if (payment.captured > 0) return 'Paid'
  if (payment.status === 'expired') return 'Expired'
  if (payment.intent_status === 'processing') return 'With the bank'
  if (payment.status === 'complete') return 'Failed at the bank'
  return payment.intent_status === null ? 'Open' : 'Declined, still open'
}

/** A form with one button. */
export function press(
  action: string,
  label: string,
  { back, danger = false, fields = {} }: { back?: string; danger?: boolean; fields?: Record<string, string> } = {},
): Html {
  const hidden = { ...fields, ...(back === undefined ? {} : { back }) }
  return html`<form method="post" action="${action}">
    ${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}<button
      type="submit"
      ${danger && html` class="danger"`}
    >
      ${label}
    </button>
  </form>`
}

function knobsForm(knobs: Knobs): Html {
  const number = (name: string, label: string, value: number, max: number, step: string, help?: string) => {
    const id = name.replace(/[[\]]/g, '-')
    return html`<div class="field">
      <label for="${id}">${label}</label
      ><input
        id="${id}"
        name="${name}"
        type="number"
        min="0"
        max="${max}"
        step="${step}"
        value="${value}"
        ${help !== undefined && html` aria-describedby="${id}-help"`}
      />${help !== undefined && html`<p class="help" id="${id}-help">${help}</p>`}
    </div>`
  }
  return html`<h2>What goes wrong</h2>
    <form method="post" action="/control/knobs" class="knobs">
      <fieldset>
        <legend>Webhooks, as shares from 0 to 1</legend>
        ${number('drop', 'Dropped', knobs.drop, 1, '0.01', 'Never sent')} ${number('duplicate', 'Sent twice', knobs.duplicate, 1, '0.01')}
        ${number('reorder', 'Out of order', knobs.reorder, 1, '0.01', 'After one to three later ones, within 3 s')}
        ${number('corrupt', 'Damaged', knobs.corrupt, 1, '0.01', 'The first attempt only')}
        ${number('delayMs[min]', 'Delay from, ms', knobs.delayMs.min, 60_000, '1')}
        ${number('delayMs[max]', 'Delay to, ms', knobs.delayMs.max, 60_000, '1')}
      </fieldset>
      <fieldset>
        <legend>API calls</legend>
        ${number('fail', 'Answered 500', knobs.fail, 1, '0.01', 'Before any effect')}
        ${number('timeoutAfterEffect', 'Done but never answered', knobs.timeoutAfterEffect, 1, '0.01')}
        ${number('apiDelayMs[min]', 'Delay from, ms', knobs.apiDelayMs.min, 60_000, '1')}
        ${number('apiDelayMs[max]', 'Delay to, ms', knobs.apiDelayMs.max, 60_000, '1')}
        ${number('hangMs', 'Unanswered calls hang, ms', knobs.hangMs, 120_000, '1')}
        ${number('seed', 'Seed of the luck', knobs.seed, 4_294_967_295, '1')}
      </fieldset>
      <div class="acts"><button type="submit" class="primary">Set</button></div>
    </form>
    ${press('/control/knobs/reset', 'Nothing goes wrong')}`
}

export function refusalPage(message: string): Page {
  return {
    title: 'Not done',
    status: 422,
    body: html`<div class="state">
      <h1>Not done</h1>
      <p>${message}</p>
      <p><a href="/control">Back to control</a></p>
    </div>`,
  }
}
