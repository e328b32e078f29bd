import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { cardByNumber, offered } from '../stripe/cards.ts'
import type { Card } from '../stripe/cards.ts'
import { cardsOf, keepCard, keptCard } from '../stripe/customers.ts'
import { sayMoney } from '../stripe/money.ts'
import { expireSession, pay } from '../stripe/payments.ts'
import { lineItemsOf, successUrlOf } from '../stripe/sessions.ts'
import type { Session } from '../stripe/shapes.ts'
import type { World } from '../world.ts'
import { seconds } from '../world.ts'
import { html, queryOf, sendPage } from './layout.ts'
import type { Html } from './layout.ts'
import { chooseLanguage, languageNames, words } from './words.ts'
import type { FieldProblem, Language } from './words.ts'

const Filled = z.object({
  email: z.string().default(''),
  number: z.string().default(''),
  expiry: z.string().default(''),
  cvc: z.string().default(''),
  keep: z.literal('on').optional(),
})
type Filled = z.infer<typeof Filled>
type Field = Exclude<keyof Filled, 'keep'>

const Saved = z.object({ saved: z.string().default('') })

/** The buyer's address, when the shop has told it: on the session, or with the customer. */
function emailOf(world: World, session: Session): string | null {
  if (session.customer_email !== null || session.customer === null) return session.customer_email
  return world.store.find('customer', session.customer)?.email ?? null
}

interface Problem {
  readonly field: Field
  readonly message: string
}

type PayRequest = FastifyRequest<{ Params: { id: string } }>

/** The hosted page: reads and works without JavaScript. */
export function payRoutes(app: FastifyInstance, world: World): void {
  app.get('/pay/:id', (request: PayRequest, reply) => {
    const session = findFresh(world, request.params.id)
    const language = languageOf(request, session)
    if (session === undefined) return sendPage(reply, { ...unknownPage(language), status: 404 })
    const wanted = queryOf(request.raw.url).get('card') ?? offered.success.number
    const number = cardByNumber(wanted)?.number ?? offered.success.number
    return show(reply, world, session, language, {
      email: emailOf(world, session) ?? '',
      number: spaced(number),
      expiry: '12/34',
      cvc: '123',
    })
  })

  app.post('/pay/:id', (request: PayRequest, reply) => {
    const session = findFresh(world, request.params.id)
    const language = languageOf(request, session)
    if (session === undefined) return sendPage(reply, { ...unknownPage(language), status: 404 })
    if (session.status === 'complete') return reply.redirect(successUrlOf(session), 303)
    if (session.status === 'expired') return sendPage(reply, { ...statePage(session, language), status: 410 })
    const given = Filled.parse(request.body ?? {})
    const filled = { ...given, email: emailOf(world, session) ?? given.email.trim() }
    const kept = keptCard(world, session, Saved.parse(request.body ?? {}).saved)
    const checked = kept ? { card: kept.card, ...kept.used } : check(world, filled)
    if ('field' in checked)
      return show(reply, world, session, language, filled, { field: checked.field, message: words[language].problems[checked.problem] })

    const attempt = world.store.transaction(() => {
      const done = pay(world, session, checked.card, checked, { email: filled.email, name: null })
      if (done.outcome === 'paid' && filled.keep) keepCard(world, session.id, checked)
      return done
    })
    if (attempt.outcome === 'declined') {
      const { card } = attempt
      const message = words[language].declines[card.declineCode ?? card.code ?? 'other'] ?? words[language].declines.other
      return show(reply, world, attempt.session, language, filled, { field: card.code === 'incorrect_cvc' ? 'cvc' : 'number', message })
    }
    if (attempt.outcome === 'expired') return sendPage(reply, { ...statePage(attempt.session, language), status: 410 })
    return reply.redirect(successUrlOf(attempt.session), 303)
  })
}

/** The session as it is now: past its time, it is expired whether the clock came by or not. */
function findFresh(world: World, id: string): Session | undefined {
  const session = world.store.find('checkout.session', id)
  if (session?.status !== 'open' || session.expires_at > seconds(world)) return session
  return world.store.transaction(() => expireSession(world, session))
}

function languageOf(request: FastifyRequest, session: Session | undefined): Language {
  return chooseLanguage(
    queryOf(request.raw.url).get('lang'),
    session?.locale,
    session?.metadata['locale'],
    request.headers['accept-language'],
  )
}

function check(
  world: World,
  filled: Filled,
): { field: Field; problem: FieldProblem } | { card: Card; number: string; expMonth: number; expYear: number } {
  if (!z.email().safeParse(filled.email).success) return { field: 'email', problem: 'email' }
  const card = cardByNumber(filled.number)
  if (card === undefined || card.outcome === 'bank_debit') return { field: 'number', problem: 'number' }
  const expiry = /^\s*(0?[1-9]|1[0-2])\s*\/?\s*(?:20)?(\d\d)\s*$/.exec(filled.expiry)
  if (expiry === null) return { field: 'expiry', problem: 'expiry' }
  const [expMonth, expYear] = [Number(expiry[1]), 2000 + Number(expiry[2])]
  if (Date.UTC(expYear, expMonth, 1) <= world.now()) return { field: 'expiry', problem: 'expiry-past' }
  if (!/^\d{3,4}$/.test(filled.cvc.trim())) return { field: 'cvc', problem: 'cvc' }
  return { card, number: card.number, expMonth, expYear }
}

function show(reply: FastifyReply, world: World, session: Session, language: Language, filled: Filled, problem?: Problem): FastifyReply {
  if (session.status !== 'open') return sendPage(reply, statePage(session, language))
  const say = words[language]
  const amount = sayMoney(session.amount_total, session.currency)
  const query = (name: string, value: string) => `/pay/${session.id}?${new URLSearchParams({ lang: language, [name]: value }).toString()}`
  const field = (name: Field, label: string, attributes: Html, help?: string) => {
    const wrong = problem?.field === name
    const described = [wrong ? `${name}-error` : '', help === undefined ? '' : `${name}-help`].filter(Boolean).join(' ')
    return html`<div class="field field-${name}">
      <label for="${name}">${label}</label>
      <input
        id="${name}"
        name="${name}"
        value="${filled[name]}"
        required
        ${attributes}${described !== '' && html` aria-describedby="${described}"`}${wrong && html` aria-invalid="true" autofocus`}
      />
      ${help !== undefined && html`<p class="help" id="${name}-help">${help}</p>`}
      ${wrong && html`<p class="problem" id="${name}-error">${problem.message}</p>`}
    </div>`
  }
  const body = html`<div class="pay">
    <section class="summary" aria-labelledby="summary-title">
      <h2 id="summary-title">${say.summary}</h2>
      <ul>
        ${lineItemsOf(world, session.id).map(
          (item) =>
            html`<li>
              <bdi>${item.quantity > 1 && html`${say.quantity(item.quantity)} `}${item.description}</bdi
              ><bdi class="amount">${sayMoney(item.amount_total, session.currency)}</bdi>
            </li>`,
        )}
      </ul>
      <p class="total"><span>${say.total}</span><bdi class="amount">${amount}</bdi></p>
    </section>
    <form method="post" action="/pay/${session.id}?lang=${language}" novalidate>
      <h1>${say.title}</h1>
      ${
        emailOf(world, session) === null
          ? field('email', say.email, html`type="email" autocomplete="email" dir="ltr"`)
          : html`<dl class="fact">
              <dt>${say.email}</dt>
              <dd><bdi>${emailOf(world, session)}</bdi></dd>
            </dl>`
      }
      ${field('number', say.number, html`inputmode="numeric" autocomplete="cc-number" dir="ltr" maxlength="30"`)}
      <div class="pair">
        ${field('expiry', say.expiry, html`inputmode="numeric" autocomplete="cc-exp" dir="ltr" maxlength="9"`, say.expiryHelp)}
        ${field('cvc', say.cvc, html`inputmode="numeric" autocomplete="cc-csc" dir="ltr" maxlength="4"`)}
      </div>
      ${
        session.customer !== null &&
        html`<p>
          <label><input type="checkbox" name="keep" value="on" ${filled.keep && html` checked`} /> ${say.keepCard}</label>
        </p>`
      }
      <button type="submit" class="primary">${say.pay(amount)}</button>
      ${
        session.customer !== null &&
        cardsOf(world, session.customer).map(
          ({ id, card }) =>
            html`<button type="submit" name="saved" value="${id}">
              ${say.payWith} <bdi class="mono" dir="ltr">•••• ${card.last4}</bdi>
            </button>`,
        )
      }
      ${session.cancel_url !== null && html`<p><a class="back" href="${session.cancel_url}">${say.back}</a></p>`}
    </form>
    <section class="cards" aria-labelledby="cards-title">
      <h2 id="cards-title">${say.testCards}</h2>
      <p class="help">${say.testCardsHelp}</p>
      <ul>
        ${(['success', 'declined', 'insufficient', 'disputed'] as const).map((name) => {
          const { number } = offered[name]
          return html`<li>
            <a href="${query('card', number)}"><span class="mono" dir="ltr">${spaced(number)}</span><span>${say.cards[name]}</span></a>
          </li>`
        })}
      </ul>
    </section>
    ${languageLinks(session, language)}
  </div>`
  return sendPage(reply, {
    title: problem === undefined ? `${say.title} · ${amount}` : `${say.problemTitle} · ${say.title}`,
    body,
    lang: language,
    label: say.label,
    navigation: false,
    status: problem === undefined ? 200 : 422,
  })
}

function languageLinks(session: Session, current: Language): Html {
  const others = (['en', 'ar', 'so'] as const).filter((language) => language !== current)
  return html`<nav class="languages" aria-label="${words[current].language}">
    ${others.map(
      (language) =>
        html`<a href="/pay/${session.id}?lang=${language}" lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"
          >${languageNames[language]}</a
        >`,
    )}
  </nav>`
}

function statePage(session: Session, language: Language) {
  const say = words[language]
  const paid = session.payment_status === 'paid'
  const [title, text] =
    session.status === 'expired'
      ? [say.expiredTitle, say.expiredText]
      : paid
        ? [say.paidTitle, say.paidText]
        : [say.processingTitle, say.processingText]
  const onwards = session.status === 'expired' ? session.cancel_url : successUrlOf(session)
  const body = html`<div class="state">
    <h1>${title}</h1>
    <p>${text}</p>
    <p class="total"><span>${say.total}</span><bdi class="amount">${sayMoney(session.amount_total, session.currency)}</bdi></p>
    ${onwards !== null && html`<p><a class="primary" href="${onwards}">${say.carryOn}</a></p>`}
  </div>`
  return { title, body, lang: language, label: say.label, navigation: false }
}

function unknownPage(language: Language) {
  const say = words[language]
  return {
    title: say.unknownTitle,
    body: html`<div class="state">
      <h1>${say.unknownTitle}</h1>
      <p>${say.unknownText}</p>
    </div>`,
    lang: language,
    label: say.label,
    navigation: false,
  }
}

function spaced(number: string): string {
  return number.replace(/(\d{4})(?=\d)/g, '$1 ')
}
