import { createHash } from 'node:crypto'
import type { World } from '../world.ts'
import { seconds } from '../world.ts'
import { StripeRefusal } from './errors.ts'

/** Stripe may forget a key after 24 hours. */
const keptSeconds = 86_400

export interface Answer {
  readonly status: number
  readonly body: string
  readonly requestId: string
}

/** Same method, path and params give the same print, whatever the order of the params. */
export function fingerprint(method: string, path: string, encoded: string): string {
  const params = [...new URLSearchParams(encoded)].map(([name, value]) => `${name}=${value}`).sort()
  return createHash('sha256')
    .update([method, path, ...params].join('\n'))
    .digest('hex')
}

/** The answer given before under this key, if any. The same key with another request is refused. */
export function recall(world: World, key: string, print: string): Answer | undefined {
  world.store.run('delete from idempotency where key = ? and created < ?', key, seconds(world) - keptSeconds)
  const kept = world.store.one('select fingerprint, status, body, request_id from idempotency where key = ?', key)
  if (kept === undefined) return undefined
  if (kept['fingerprint'] !== print) {
    throw new StripeRefusal(
      400,
      `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      { type: 'idempotency_error' },
    )
  }
  return { status: Number(kept['status']), body: String(kept['body']), requestId: String(kept['request_id']) }
}

/** Keeps the answer in the transaction of its effect. */
export function remember(world: World, key: string, print: string, answer: Answer): void {
  world.store.run(
    'insert into idempotency (key, fingerprint, status, body, request_id, created) values (?, ?, ?, ?, ?, ?)',
    key,
    print,
    answer.status,
    answer.body,
    answer.requestId,
    seconds(world),
  )
}

export function keyInUse(): StripeRefusal {
  return new StripeRefusal(
    409,
    'There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): please try again later.',
    { type: 'idempotency_error', code: 'idempotency_key_in_use' },
  )
}
