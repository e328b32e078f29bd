import { html } from '../pages/layout.ts'
import type { Html, Page } from '../pages/layout.ts'
import { languageNames } from '../pages/words.ts'
import type { Language } from '../pages/words.ts'
import type { World } from '../world.ts'
import { dayOf, latestBookings, listAccounts } from './bank.ts'
import { sayAmount } from './money.ts'
import { formats } from './statements.ts'
import { bankWords } from './words.ts'
import type { SendProblem } from './words.ts'

export interface Filled {
  readonly iban: string
  readonly amount: string
  readonly currency: string
  readonly counterparty: string
  readonly remittance: string
}

interface Shown {
  readonly language: Language
  readonly filled: Filled
  readonly problem?: SendProblem | undefined
  /** Reference of what was just booked. */
  readonly sent?: string | undefined
}

const shownBookings = 50

/** The bank for people: accounts, bookings, a form to send money, statements to take away. No JavaScript. */
export function bankPage(world: World, { language, filled, problem, sent }: Shown): Page {
  const say = bankWords[language]
  const accounts = listAccounts(world)
  const bookings = latestBookings(world, shownBookings)
  const field = (name: keyof Filled, label: string, attributes: Html, help?: string) => {
    const wrong = problem === name
    const described = [wrong ? `${name}-error` : '', help === undefined ? '' : `${name}-help`].filter(Boolean).join(' ')
    return html`<div class="field">
      <label for="${name}">${label}</label>
      <input
        id="${name}"
        name="${name}"
        value="${filled[name]}"
        ${attributes}${described !== '' && html` aria-describedby="${described}"`}${wrong && html` aria-invalid="true" autofocus`}
      />
      ${help !== undefined && html`<p class="help" id="${name}-help">${help}</p>`}
      ${wrong && html`<p class="problem" id="${name}-error">${say.problems[problem]}</p>`}
    </div>`
  }
  const body = html`<p><a href="/">${say.desk}</a></p>
    <h1>${say.title}</h1>
    <p class="lead">${say.lead}</p>
    ${sent !== undefined && html`<p role="status"><strong>${say.sent(sent)}</strong></p>`}
    <h2 id="send">${say.send}</h2>
    <form method="post" action="/bank?lang=${language}" novalidate aria-labelledby="send">
      <p class="help">${say.sendHelp}</p>
      ${field('iban', say.iban, html`dir="ltr" autocomplete="off" maxlength="50" required`, say.ibanHelp)}
      ${field('amount', say.amount, html`dir="ltr" inputmode="decimal" autocomplete="off" maxlength="15" required`)}
      ${field('currency', say.currency, html`dir="ltr" autocomplete="off" maxlength="3" required`)}
      ${field('counterparty', say.counterparty, html`dir="auto" autocomplete="off" maxlength="70"`)}
      ${field('remittance', say.remittance, html`dir="auto" autocomplete="off" maxlength="140"`, say.remittanceHelp)}
      <button type="submit" class="primary">${say.sendButton}</button>
    </form>
    <h2>${say.accounts}</h2>
    ${
      accounts.length === 0
        ? html`<p>${say.noAccounts}</p>`
        : html`<ul class="rows">
            ${accounts.map(
              (account, index) =>
                html`<li>
                  <strong><bdi>${account.holder === '' ? say.noHolder : account.holder}</bdi></strong>
                  <span
                    ><bdi class="mono" dir="ltr">${account.iban}</bdi> ·
                    <bdi class="amount">${sayAmount(account.balanceMinor, account.currency)}</bdi></span
                  >
                  <form
                    method="get"
                    action="/bank/${encodeURIComponent(account.iban)}/statement"
                    class="inline"
                    aria-label="${say.statement}: ${account.iban}"
                  >
                    <input type="hidden" name="currency" value="${account.currency}" />
                    ${date(`from-${index}`, 'from', say.from, dayOf(world.now() - 30 * 86_400_000))}
                    ${date(`to-${index}`, 'to', say.to, dayOf(world.now()))}
                    <div class="field">
                      <label for="format-${index}">${say.format}</label>
                      <select id="format-${index}" name="format">
                        ${formats.map((format) => html`<option value="${format}">${formatNames[format]}</option>`)}
                      </select>
                    </div>
                    <button type="submit">${say.download}</button>
                  </form>
                </li>`,
            )}
          </ul>`
    }
    <h2>${say.bookings}</h2>
    ${
      bookings.length === 0
        ? html`<p>${say.noBookings}</p>`
        : html`<ul class="rows">
            ${bookings.map(
              (booking) =>
                html`<li>
                  <strong><bdi class="amount">${sayAmount(booking.amountMinor, booking.currency)}</bdi></strong>
                  <span><bdi>${booking.counterparty}</bdi> · <bdi>${booking.listed}</bdi></span>
                  <span class="mono"
                    ><bdi dir="ltr">${booking.ref}</bdi> · <bdi dir="ltr">${booking.iban}</bdi> ·
                    <time datetime="${booking.bookedOn}">${booking.bookedOn}</time></span
                  >
                </li>`,
            )}
          </ul>`
    }
    <nav class="languages" aria-label="${say.language}">
      ${(['en', 'ar', 'so'] as const).map(
        (each) =>
          html`<a href="/bank?lang=${each}" lang="${each}" hreflang="${each}" ${each === language && html` aria-current="true"`}
            >${languageNames[each]}</a
          >`,
      )}
    </nav>`
  return {
    title: problem === undefined ? say.title : `${say.problemTitle} · ${say.title}`,
    body,
    lang: language,
    label: say.label,
    navigation: false,
    status: problem === undefined ? 200 : 422,
  }
}

const formatNames: Readonly<Record<(typeof formats)[number], string>> = { csv: 'CSV', camt053: 'CAMT.053', mt940: 'MT940' }

function date(id: string, name: string, label: string, value: string): Html {
  return html`<div class="field">
    <label for="${id}">${label}</label><input id="${id}" name="${name}" type="date" value="${value}" required />
  </div>`
}
