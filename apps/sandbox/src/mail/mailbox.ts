import { createHash } from 'node:crypto'
import type { Row } from '../store.ts'
import type { World } from '../world.ts'

interface Letter {
  readonly raw: Buffer
  readonly messageId: string | undefined
  readonly sender: string
  readonly recipients: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string | undefined
  readonly attachments: readonly Attachment[]
}

export interface Attachment {
  readonly name: string
  readonly contentType: string
  readonly bytes: number
  readonly sha256: string
}

export interface Mail {
  readonly id: number
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string | null
  readonly messageId: string
  /** How often it arrived: a mailbox shows one of several with the same Message-ID. */
  readonly copies: number
  readonly receivedAt: string
  readonly links: readonly string[]
  readonly attachments: readonly Attachment[]
}

/** Keeps a letter; a second one with the same Message-ID to the same people only counts. */
export function keepMail(world: World, letter: Letter): void {
  const messageId =
    letter.messageId ?? `<${createHash('sha256').update(letter.raw).update(String(world.now())).digest('hex').slice(0, 32)}@sandbox>`
  world.store.run(
    `insert into mails (message_id, recipients, sender, subject, text, html, attachments, raw, received_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (message_id, recipients) do update set copies = copies + 1`,
    messageId,
    JSON.stringify([...letter.recipients].sort()),
    letter.sender,
    letter.subject,
    letter.text,
    letter.html ?? null,
    JSON.stringify(letter.attachments),
    letter.raw,
    world.now(),
  )
}

interface MailFilter {
  /** Part of an address, or with `exact` a whole one. */
  readonly to?: string | undefined
  readonly exact?: boolean
  /** Only mails older than this id. */
  readonly before?: number | undefined
  readonly limit: number
}

/** Newest first. */
export function listMails(world: World, { to = '', exact = false, before, limit }: MailFilter): Mail[] {
  const address = to.trim().toLowerCase()
  const needle = exact && address !== '' ? JSON.stringify(address) : address
  return world.store
    .all(
      `select * from mails where instr(recipients, ?) > 0 and id < ? order by id desc limit ?`,
      needle === '' ? '[' : needle,
      before ?? Number.MAX_SAFE_INTEGER,
      limit,
    )
    .map(mailOf)
}

export function findMail(world: World, id: number): Mail | undefined {
  const row = world.store.one('select * from mails where id = ?', id)
  return row === undefined ? undefined : mailOf(row)
}

export function rawMail(world: World, id: number): Buffer | undefined {
  const raw = world.store.one('select raw from mails where id = ?', id)?.['raw']
  return raw instanceof Uint8Array ? Buffer.from(raw) : undefined
}

/** What the mail server says to a letter for an address: nothing out of the ordinary, never (550), or not now (451). */
export function answerTo(world: World, address: string): 550 | 451 | null {
  const kept = world.store.setting(`mail:answer:${address.toLowerCase()}`)
  return kept === '550' ? 550 : kept === '451' ? 451 : null
}

export function setAnswer(world: World, address: string, answer: 550 | 451 | null): void {
  world.store.set(`mail:answer:${address.toLowerCase()}`, String(answer))
}

function mailOf(row: Row): Mail {
  const html = typeof row['html'] === 'string' ? row['html'] : null
  const text = String(row['text'])
  const to: string[] = JSON.parse(String(row['recipients']))
  const attachments: Attachment[] = JSON.parse(String(row['attachments']))
  return {
    id: Number(row['id']),
    from: String(row['sender']),
    to,
    subject: String(row['subject']),
    text,
    html,
    messageId: String(row['message_id']),
    copies: Number(row['copies']),
    receivedAt: new Date(Number(row['received_at'])).toISOString(),
    links: linksOf(text, html),
    attachments,
  }
}

function linksOf(text: string, html: string | null): string[] {
  const inHtml = [...(html ?? '').matchAll(/href\s*=\s*["']([^"']+)["']/gi)].map((match) => (match[1] ?? '').replaceAll('&amp;', '&'))
  const inText = [...text.matchAll(/https?:\/\/[^\s<>"')\]]+/g)].map((match) => match[0].replace(/[.,;:!?]+$/, ''))
  return [...new Set([...inHtml, ...inText])].filter((link) => /^https?:/i.test(link))
}
