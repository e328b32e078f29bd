import { deliveriesOf } from '../control/state.ts'
import type { World } from '../world.ts'
import { press } from './control.ts'
import { html, sayTime } from './layout.ts'
import type { Html } from './layout.ts'

/** A heading with what is under it; nothing where there is nothing. */
export function section(title: string, rows: readonly Html[]): Html | false {
  return (
    rows.length > 0 &&
    html`<h2>${title}</h2>
      <ul class="rows">
        ${rows}
      </ul>`
  )
}

/** Money that moved on its own: how much, how it stands, and what can be done with it. */
export function moneyRow(money: string, state: string, id: string, acts: Html | false): Html {
  return html`<li>
    <span
      ><strong><bdi>${money}</bdi> · ${state}</strong> · <span class="mono">${id}</span></span
    >
    ${acts && html`<div class="acts">${acts}</div>`}
  </li>`
}

/** What a dispute may come to; a question first has to become one. */
export function disputeActs(dispute: string, inquiry: boolean, back: string): Html {
  const close = (outcome: string, label: string) => press(`${dispute}/close`, label, { back, fields: { outcome } })
  return inquiry
    ? html`${press(`${dispute}/escalate`, 'Escalate', { back })}${close('withdrawn', 'Close the question')}`
    : html`${close('won', 'The shop wins')}${close('lost', 'The shop loses')}${close('withdrawn', 'The buyer withdraws')}`
}

/** `back`, here and below, is where the browser goes after the act. */
export function refundForm(action: string, left: string, back: string): Html {
  return html`<h2>Refund</h2>
    <form method="post" action="${action}" class="inline">
      <input type="hidden" name="back" value="${back}" />
      <div class="field">
        <label for="refund-amount">Amount</label
        ><input id="refund-amount" name="amount" inputmode="decimal" autocomplete="off" aria-describedby="refund-help" />
        <p class="help" id="refund-help">Empty: all of <bdi>${left}</bdi></p>
      </div>
      <div class="field check">
        <input id="refund-pending" name="pending" type="checkbox" /><label for="refund-pending">The bank takes its time</label>
      </div>
      <button type="submit">Refund</button>
    </form>`
}

export function disputeForm(action: string, reasons: readonly string[], back: string): Html {
  return html`<h2>Dispute</h2>
    <form method="post" action="${action}" class="inline">
      <input type="hidden" name="back" value="${back}" />
      <div class="field">
        <label for="reason">Reason</label
        ><select id="reason" name="reason">
          ${reasons.map((reason) => html`<option value="${reason}">${reason.toLowerCase().replaceAll('_', ' ')}</option>`)}
        </select>
      </div>
      <div class="field check">
        <input id="inquiry" name="inquiry" type="checkbox" /><label for="inquiry">Only a question for now</label>
      </div>
      <button type="submit">Open a dispute</button>
    </form>`
}

/** What was told to the shop, and what became of it. */
export function eventList(world: World, events: readonly Told[], eventsPath: string, back: string): Html {
  return html`<h2>Events</h2>
    ${
      events.length === 0
        ? html`<p>None yet.</p>`
        : html`<ul class="rows">
            ${events.map((event) => eventRow(world, event, `${eventsPath}/${event.id}/replay`, back))}
          </ul>`
    }`
}

interface Told {
  id: string
  type: string
  /** In seconds. */
  created: number
}

/** A message to the shop, what became of it, and the button that sends it again. */
function eventRow(world: World, event: Told, replay: string, back: string): Html {
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
