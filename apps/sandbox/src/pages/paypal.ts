import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { payer } from '../paypal/account.ts'
import { minorOf, sayMoney } from '../paypal/money.ts'
import { approveOrder, canBeApproved, cancelUrlOf, freshOrder, returnUrlOf } from '../paypal/orders.ts'
import type { PaypalOrder } from '../paypal/shapes.ts'
import type { World } from '../world.ts'
import { html, queryOf, sendPage } from './layout.ts'
import { paypalWords } from './paypal-words.ts'
import { chooseLanguage, languageNames, words } from './words.ts'
import type { Language } from './words.ts'

const Items = z.array(z.looseObject({ name: z.string(), quantity: z.string(), unit_amount: z.looseObject({ value: z.string() }) }))
const Decision = z.object({ outcome: z.enum(['approved', 'declined', 'pending', 'cancelled']) })

/** Where a payer agrees or turns back: reads and works without JavaScript. */
export function paypalRoutes(app: FastifyInstance, world: World): void {
  app.get('/paypal/checkoutnow', (request, reply) => {
    const order = freshOrder(world, queryOf(request.raw.url).get('token') ?? '')
    return show(reply, order, languageOf(request, order))
  })
  app.post('/paypal/checkoutnow', (request, reply) => {
    const order = freshOrder(world, queryOf(request.raw.url).get('token') ?? '')
    const language = languageOf(request, order)
    const decision = Decision.safeParse(request.body)
    if (order === undefined || !decision.success || order.status === 'GONE') return show(reply, order, language)
    const { outcome } = decision.data
    if (outcome !== 'cancelled') world.store.transaction(() => approveOrder(world, order, outcome))
    const onwards = outcome === 'cancelled' ? cancelUrlOf(order) : returnUrlOf(order, payer.id)
    return onwards === null ? show(reply, freshOrder(world, order.id), language) : reply.redirect(onwards, 303)
  })
}

function languageOf(request: FastifyRequest, order: PaypalOrder | undefined): Language {
  return chooseLanguage(queryOf(request.raw.url).get('lang'), order?.locale, request.headers['accept-language'])
}

function show(reply: FastifyReply, order: PaypalOrder | undefined, language: Language): FastifyReply {
  const say = paypalWords[language]
  const frame = { lang: language, label: say.label, navigation: false }
  if (order === undefined || order.status === 'GONE') {
    const back = order && cancelUrlOf(order)
    const body = html`<div class="state">
      <h1>${say.goneTitle}</h1>
      <p>${say.goneText}</p>
      ${back && html`<p><a class="primary" href="${back}">${say.back}</a></p>`}
    </div>`
    return sendPage(reply, { ...frame, title: say.goneTitle, body, status: order === undefined ? 404 : 410 })
  }
  const amount = sayMoney(order.amount, order.currency)
  if (!canBeApproved(order)) {
    const onwards = returnUrlOf(order, payer.id)
    const body = html`<div class="state">
      <h1>${say.doneTitle}</h1>
      <p>${say.doneText}</p>
      <p class="total"><span>${words[language].total}</span><bdi class="amount">${amount}</bdi></p>
      ${onwards !== null && html`<p><a class="primary" href="${onwards}">${say.back}</a></p>`}
    </div>`
    return sendPage(reply, { ...frame, title: say.doneTitle, body })
  }
  const address = `/paypal/checkoutnow?${new URLSearchParams({ token: order.id, lang: language }).toString()}`
  const others = (['en', 'ar', 'so'] as const).filter((one) => one !== language)
  const cancel = cancelUrlOf(order)
  const body = html`<div class="pay">
    <section class="summary" aria-labelledby="summary-title">
      <h2 id="summary-title">${words[language].summary}</h2>
      <ul>
        ${linesOf(order).map(
          ({ name, minor }) => html`<li><bdi>${name}</bdi><bdi class="amount">${sayMoney(minor, order.currency)}</bdi></li>`,
        )}
      </ul>
      <p class="total"><span>${words[language].total}</span><bdi class="amount">${amount}</bdi></p>
    </section>
    <form method="post" action="${address}">
      <h1>${say.title}</h1>
      <dl class="fact">
        <dt>${say.payer}</dt>
        <dd><bdi dir="ltr">${order.payerEmail ?? payer.email}</bdi></dd>
      </dl>
      <button type="submit" class="primary" name="outcome" value="approved">${say.approve(amount)}</button>
      ${cancel !== null && html`<p><button type="submit" name="outcome" value="cancelled">${say.cancel}</button></p>`}
      <h2>${say.others}</h2>
      <p><button type="submit" name="outcome" value="pending">${say.slow}</button></p>
      <p class="help">${say.slowHelp}</p>
      <p><button type="submit" name="outcome" value="declined">${say.declined}</button></p>
      <p class="help">${say.declinedHelp}</p>
    </form>
    <nav class="languages" aria-label="${words[language].language}">
      ${others.map(
        (one) =>
          html`<a
            href="/paypal/checkoutnow?${new URLSearchParams({ token: order.id, lang: one }).toString()}"
            lang="${one}"
            dir="${one === 'ar' ? 'rtl' : 'ltr'}"
            >${languageNames[one]}</a
          >`,
      )}
    </nav>
  </div>`
  return sendPage(reply, { ...frame, title: `${say.title} · ${amount}`, body })
}

/** What is paid for: the items of the order, or its description alone. */
function linesOf(order: PaypalOrder): { name: string; minor: number }[] {
  const { items: sent, description } = order.unit
  const items = Items.safeParse(sent).data
  if (items === undefined) return [{ name: typeof description === 'string' ? description : order.referenceId, minor: order.amount }]
  return items.map(({ name, quantity, unit_amount: { value } }) => ({
    name: quantity === '1' ? name : `${quantity} × ${name}`,
    minor: (minorOf(value, order.currency) ?? 0) * Number(quantity),
  }))
}
