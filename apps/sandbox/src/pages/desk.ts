import { sayMoney } from '../stripe/money.ts'
import type { World } from '../world.ts'
import { html } from './layout.ts'
import type { Page } from './layout.ts'

/** The first page: what the sandbox is and where things are. */
export function deskPage(world: World): Page {
  const open = world.store.list('checkout.session', { where: `status = 'open'`, limit: 10 })
  const mails = Number(world.store.one('select count(*) as n from mails')?.['n'])
  const payments = world.store.count('checkout.session')
  const body = html`<h1>The desk</h1>
    <p class="lead">
      This is the outside world of a development machine: a payment provider and a mail server that answer like the real ones, on this
      computer only. No card is charged and no mail leaves.
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
              (session) =>
                html`<li>
                  <a href="/pay/${session.id}"
                    ><bdi>${session.customer_email ?? 'No e-mail yet'}</bdi
                    ><bdi class="amount">${sayMoney(session.amount_total, session.currency)}</bdi></a
                  ><span class="mono">${session.client_reference_id ?? session.id}</span>
                </li>`,
            )}
          </ul>`
    }
    <h2>For programs</h2>
    <dl class="facts">
      <dt>Webhooks go to</dt>
      <dd class="mono">${world.webhookUrl() ?? 'nowhere: SANDBOX_WEBHOOK_URL is not set'}</dd>
      <dt>What really happened</dt>
      <dd>
        <a href="/control/state">/control/state</a>, <a href="/control/payments.json">/control/payments.json</a>,
        <a href="/mail.json">/mail.json</a>, <a href="/control/bank/state">/control/bank/state</a>
      </dd>
    </dl>`
  return { title: 'Sandbox desk', body }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
