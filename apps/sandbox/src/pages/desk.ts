import { sayMoney as sayPaypalMoney } from '../paypal/money.ts'
import { canBeApproved, freshOrder } from '../paypal/orders.ts'
import { sayMoney } from '../stripe/money.ts'
import type { World } from '../world.ts'
import { html } from './layout.ts'
import type { Page } from './layout.ts'

/** The first page: what the sandbox is and where things are. */
export function deskPage(world: World): Page {
  const open = openCheckouts(world)
  const mails = Number(world.store.one('select count(*) as n from mails')?.['n'])
  const payments = world.store.count('checkout.session') + world.store.count('paypal.order')
  const body = html`<h1>The desk</h1>
    <p class="lead">
      This is the outside world of a development machine: payment providers, a bank and a mail server that answer like the real ones, on
      this computer only. No money moves and no mail leaves.
    </p>
    <ul class="doors">
      <li>
        <a href="/control"
          ><strong>Control</strong
          ><span>${counted(payments, 'payment')}; refunds, disputes, events, and what goes wrong on purpose</span></a
        >
      </li>
      <li>
        <a href="/mail"><strong>Mailbox</strong><span>${counted(mails, 'mail')}, whoever it is for</span></a>
      </li>
      <li>
        <a href="/bank"><strong>Bank</strong><span>Money sent by transfer, and statements of it</span></a>
      </li>
    </ul>
    <h2>Open payment pages</h2>
    ${
      open.length === 0
        ? html`<p>None is open. Begin a checkout in the shop and its page appears here.</p>`
        : html`<ul class="rows">
            ${open.map(
              ({ url, who, amount, reference }) =>
                html`<li>
                  <a href="${url}"><bdi>${who}</bdi><bdi class="amount">${amount}</bdi></a
                  ><span class="mono">${reference}</span>
                </li>`,
            )}
          </ul>`
    }
    <h2>For programs</h2>
    <dl class="facts">
      <dt>Webhooks go to</dt>
      <dd class="mono">${world.webhookUrl() ?? 'nowhere: SANDBOX_WEBHOOK_URL is not set'}</dd>
      <dt>PayPal's go to</dt>
      <dd class="mono">${world.paypal.webhookUrl() ?? 'nowhere: SANDBOX_PAYPAL_WEBHOOK_URL is not set'}</dd>
      <dt>What really happened</dt>
      <dd>
        <a href="/control/state">/control/state</a>, <a href="/control/payments.json">/control/payments.json</a>,
        <a href="/mail.json">/mail.json</a>, <a href="/control/bank/state">/control/bank/state</a>
      </dd>
    </dl>`
  return { title: 'Sandbox desk', body }
}

/** Pages that wait for somebody to pay, whoever the provider is. */
function openCheckouts(world: World) {
  const sessions = world.store.list('checkout.session', { where: `status = 'open'`, limit: 10 }).map((session) => ({
    url: `/pay/${session.id}`,
    who: session.customer_email ?? 'No e-mail yet',
    amount: sayMoney(session.amount_total, session.currency),
    reference: session.client_reference_id ?? session.id,
  }))
  const orders = world.store
    .list('paypal.order', { where: `status in ('CREATED', 'PAYER_ACTION_REQUIRED')`, limit: 10 })
    .flatMap(({ id }) => freshOrder(world, id) ?? [])
    .filter(canBeApproved)
    .map((order) => ({
      url: `/paypal/checkoutnow?token=${order.id}`,
      who: `${order.payerEmail ?? 'No e-mail yet'} · PayPal`,
      amount: sayPaypalMoney(order.amount, order.currency),
      reference: order.client_reference_id,
    }))
  return [...sessions, ...orders]
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
