import type { Mail } from '../mail/mailbox.ts'
import { html, sayTime } from './layout.ts'
import type { Page } from './layout.ts'

export function mailboxPage(mails: readonly Mail[], { to, older }: { to: string; older: boolean }): Page {
  const last = mails.at(-1)
  const next =
    last === undefined ? '' : `/mail?${new URLSearchParams({ ...(to === '' ? {} : { to }), before: String(last.id) }).toString()}`
  const body = html`<h1>Mailbox</h1>
    <form method="get" action="/mail" class="search" role="search">
      <div class="field"><label for="to">To</label><input id="to" name="to" type="search" value="${to}" autocomplete="off" /></div>
      <button type="submit">Search</button>
    </form>
    ${
      mails.length === 0
        ? html`<p>${to === '' ? 'No mail has come yet.' : html`No mail for <bdi>${to}</bdi>.`}</p>`
        : html`<ul class="rows">
            ${mails.map(
              (mail) =>
                html`<li>
                  <a href="/mail/${mail.id}"><bdi>${mail.subject === '' ? 'Without a subject' : mail.subject}</bdi></a
                  ><span
                    ><bdi>${mail.to.join(', ')}</bdi> ·
                    ${sayTime(Date.parse(mail.receivedAt))}${mail.copies > 1 && html` · <strong>${mail.copies} copies</strong>`}</span
                  >
                </li>`,
            )}
          </ul>`
    }
    ${older && html`<p><a href="${next}">Older mails</a></p>`}`
  return { title: 'Mailbox', body }
}

export function mailPage(mail: Mail): Page {
  const body = html`<p><a href="/mail">All mails</a></p>
    <h1><bdi>${mail.subject === '' ? 'Without a subject' : mail.subject}</bdi></h1>
    <dl class="facts">
      <dt>From</dt>
      <dd><bdi>${mail.from}</bdi></dd>
      <dt>To</dt>
      <dd><bdi>${mail.to.join(', ')}</bdi></dd>
      <dt>Received</dt>
      <dd>${sayTime(Date.parse(mail.receivedAt))}</dd>
      <dt>Message-ID</dt>
      <dd class="mono">${mail.messageId}</dd>
      <dt>Copies</dt>
      <dd>${mail.copies === 1 ? 'One' : html`<strong>${mail.copies}</strong>: a real mailbox would show one`}</dd>
    </dl>
    ${
      mail.attachments.length > 0 &&
      html`<h2>Attached</h2>
        <ul class="rows">
          ${mail.attachments.map(
            ({ name, contentType, bytes }, index) =>
              html`<li>
                <a href="/mail/${mail.id}/attachments/${index}"><bdi>${name}</bdi></a
                ><span>${contentType} · ${bytes.toLocaleString('en')} bytes</span>
              </li>`,
          )}
        </ul>`
    }
    ${
      mail.html !== null &&
      html`<h2>As shown</h2>
        <iframe
          class="letter"
          title="The mail as its reader sees it"
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          src="/mail/${mail.id}/html"
        ></iframe>`
    }
    <h2>Text</h2>
    <pre class="letter-text" dir="auto" tabindex="0">${mail.text}</pre>
    ${
      mail.links.length > 0 &&
      html`<h2>Links</h2>
        <ul class="rows">
          ${mail.links.map((link) => html`<li><a class="mono" href="${link}">${link}</a></li>`)}
        </ul>`
    }
    <p><a href="/mail/${mail.id}/raw">Source</a></p>`
  return { title: mail.subject === '' ? 'Mail' : mail.subject, body }
}
