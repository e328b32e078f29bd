import { verify } from 'node:crypto'
import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { replayEvent } from '../outbox.ts'
import type { World } from '../world.ts'
import { certificateUrl, signedText } from './channels.ts'
import { malformed, unknownResource } from './errors.ts'
import type { Tree } from './money.ts'
import type { PaypalEvent } from './shapes.ts'
import { apiUrl, withQuery } from './show.ts'

const Verification = z.looseObject({
  auth_algo: z.string(),
  cert_url: z.string(),
  transmission_id: z.string(),
  transmission_sig: z.string(),
  transmission_time: z.string(),
  webhook_id: z.string(),
})

/** The second opinion. It is given over the very bytes that stand in the request, so an event that was parsed and written anew fails. */
export function verifySignature(world: World, body: unknown, raw: Buffer): Tree {
  const asked = Verification.parse(body)
  const { certificates, settings } = world.paypal
  const event = memberOf(raw.toString(), 'webhook_event') ?? ''
  const text = signedText(asked.transmission_id, asked.transmission_time, settings.webhookId, event)
  const genuine =
    asked.webhook_id === settings.webhookId &&
    asked.cert_url === certificateUrl(world) &&
    asked.auth_algo === 'SHA256withRSA' &&
    verify(
      'RSA-SHA256',
      Buffer.from(text),
      new X509Certificate(certificates.chain).publicKey,
      Buffer.from(asked.transmission_sig, 'base64'),
    )
  return { verification_status: genuine ? 'SUCCESS' : 'FAILURE' }
}

/** The source text of one member of a JSON object, unchanged. The text is known to be JSON. */
export function memberOf(json: string, name: string): string | undefined {
  let depth = 0
  let inString = false
  let start = 0
  let member: string | undefined
  let key: string | undefined
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at]
    if (inString) {
      if (character === '\\') at += 1
      else if (character === '"') inString = false
      continue
    }
    if (character === '"') inString = true
    else if (depth === 1 && character === ':' && key === undefined) {
      key = JSON.parse(json.slice(start, at))
      start = at + 1
    } else if (character === '{' || character === '[') {
      depth += 1
      if (depth === 1) start = at + 1
    } else if (character === '}' || character === ']' || character === ',') {
      const ends = depth === 1
      if (character !== ',') depth -= 1
      if (!ends) continue
      if (key === name) member = json.slice(start, at).trim()
      key = undefined
      start = at + 1
    }
  }
  return member
}

const longestPage = 300

interface ListQuery {
  readonly start_time?: string | undefined
  readonly end_time?: string | undefined
  readonly page_size?: string | undefined
  readonly page_token?: string | undefined
  readonly event_type?: string | undefined
  readonly transaction_id?: string | undefined
}

/** Newest first, both ends included, with a `next` link while there is more. */
export function listEvents(world: World, query: ListQuery): Tree {
  const size = Number(query.page_size ?? 10)
  if (!Number.isInteger(size) || size < 1 || size > longestPage) throw malformed('INVALID_PARAMETER_VALUE', 'page_size')
  const from = timeOf(query.start_time, 'start_time') ?? 0
  const to = timeOf(query.end_time, 'end_time') ?? Number.MAX_SAFE_INTEGER
  const before = query.page_token === undefined ? Number.MAX_SAFE_INTEGER : Number(query.page_token)
  if (!Number.isInteger(before)) throw malformed('INVALID_PARAMETER_VALUE', 'page_token')
  const found = world.store.list('paypal.event', {
    where: `json_extract(body, '$.at') between ? and ? and (? is null or type = ?) and (? is null or instr(json_extract(body, '$.subjects'), ?) > 0)`,
    values: [
      from,
      to,
      query.event_type ?? null,
      query.event_type ?? null,
      query.transaction_id ?? null,
      JSON.stringify(query.transaction_id ?? ''),
    ],
    before,
    limit: size + 1,
  })
  const page = found.slice(0, size)
  const address = (fields: ListQuery) => withQuery(apiUrl(world, '/v1/notifications/webhooks-events'), { ...query, ...fields })
  const last = page.at(-1)
  const links = [{ href: address({}), rel: 'self', method: 'GET' }]
  if (found.length > size && last !== undefined)
    links.push({ href: address({ page_token: String(world.store.seqOf(last.id)) }), rel: 'next', method: 'GET' })
  return { events: page.map(readEvent), count: page.length, links }
}

function timeOf(written: string | undefined, field: string): number | undefined {
  if (written === undefined) return undefined
  const ms = Date.parse(written)
  if (Number.isNaN(ms)) throw malformed('INVALID_PARAMETER_SYNTAX', field)
  return ms
}

export function findEvent(world: World, id: string): PaypalEvent {
  const event = world.store.find('paypal.event', id)
  if (event === undefined) throw unknownResource()
  return event
}

export function readEvent(event: PaypalEvent): Tree {
  const tree: Tree = JSON.parse(event.raw)
  return tree
}

export function resendEvent(world: World, id: string): Tree {
  const event = findEvent(world, id)
  replayEvent(world, 'paypal', event.id)
  return readEvent(event)
}
