import { createHmac } from 'node:crypto'
import type { World } from '../world.ts'

const concurrency = 10
const deadlineMs = 10_000
const mostAttempts = 15
const longestWaitMs = 30_000

interface Due {
  readonly id: number
  readonly eventId: string
  readonly attempt: number
  readonly knobs: readonly string[]
}

/** Stripe-Signature over the raw body, one `v1` per secret (two during a rotation). */
export function sign(body: string, secrets: readonly string[], timestamp: number): string {
  const signatures = secrets.map((secret) => `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`)
  return [`t=${timestamp}`, ...signatures].join(',')
}

/** Milliseconds until the next attempt: 1 s, 2 s, 4 s … 30 s. */
export function waitAfter(attempt: number): number {
  return Math.min(longestWaitMs, 1000 * 2 ** (attempt - 1))
}

export type Delivery = ReturnType<typeof startDelivery>

/** Sends what is due, at most ten at a time, until stopped. What is pending lives in the store and outlives the process. */
export function startDelivery(world: World) {
  const inFlight = new Set<number>()
  const stop = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let looking = false

  function wake(): void {
    if (looking || stop.signal.aborted) return
    looking = true
    setImmediate(() => {
      looking = false
      if (!stop.signal.aborted) look()
    })
  }

  function look(): void {
    clearTimeout(timer)
    const url = world.webhookUrl()
    if (url === undefined) return
    const rows = world.store.all(
      `select id, event_id, attempt, due_at, knobs from deliveries where state = 'pending' order by due_at, id limit ?`,
      concurrency + inFlight.size + 1,
    )
    let next: number | undefined
    for (const row of rows) {
      const id = Number(row['id'])
      if (inFlight.has(id)) continue
      const wait = Number(row['due_at']) - world.now()
      if (wait > 0) {
        next ??= wait
        continue
      }
      if (inFlight.size >= concurrency) return
      inFlight.add(id)
      void send(
        {
          id,
          eventId: String(row['event_id']),
          attempt: Number(row['attempt']) + 1,
          knobs: String(row['knobs']).split(',').filter(Boolean),
        },
        url,
      )
    }
    if (next !== undefined) timer = setTimeout(wake, Math.min(next, 1_000))
  }

  async function send(due: Due, url: string): Promise<void> {
    const event = world.store.find('event', due.eventId)
    const started = world.now()
    const began = performance.now()
    const corrupt = due.knobs.includes('corrupt') && due.attempt === 1
    let status: number | null = null
    let error: string | null = null
    try {
      const body = JSON.stringify(event, null, 2)
      const signature = sign(body, world.webhookSecrets, Math.floor(started / 1000))
      const answer = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'stripe-signature': signature,
          'user-agent': 'Stripe/1.0 (sandbox)',
          accept: '*/*',
        },
        body: corrupt ? body.replace('"livemode": false', '"livemode": fa1se') : body,
        signal: AbortSignal.any([stop.signal, AbortSignal.timeout(deadlineMs)]),
      })
      status = answer.status
      await answer.arrayBuffer()
    } catch (failure) {
      error =
        failure instanceof Error
          ? `${failure.name}: ${failure.cause instanceof Error ? failure.cause.message : failure.message}`
          : String(failure)
    }
    inFlight.delete(due.id)
    // A delivery cut off by our own end stays pending and is sent again at the next start.
    if (stop.signal.aborted) return
    settle(due, { started, status, error, ms: Math.round(performance.now() - began), corrupt })
    wake()
  }

  function settle(due: Due, outcome: { started: number; status: number | null; error: string | null; ms: number; corrupt: boolean }): void {
    const { store } = world
    const arrived = outcome.error === null && outcome.status !== null && outcome.status >= 200 && outcome.status < 300
    const applied = due.knobs.filter((knob) => knob !== 'corrupt' || outcome.corrupt).join(',')
    store.transaction(() => {
      store.run(
        'insert into attempts (delivery_id, attempt, at, status, error, ms, knobs) select id, ?, ?, ?, ?, ?, ? from deliveries where id = ? on conflict do nothing',
        due.attempt,
        outcome.started,
        outcome.status,
        outcome.error,
        outcome.ms,
        applied,
        due.id,
      )
      if (arrived) {
        store.run(`update deliveries set state = 'delivered', attempt = ? where id = ?`, due.attempt, due.id)
      } else {
        const state = due.attempt >= mostAttempts ? 'given_up' : 'pending'
        store.run(
          `update deliveries set state = ?, attempt = ?, hold = 0, due_at = ? where id = ?`,
          state,
          due.attempt,
          world.now() + waitAfter(due.attempt),
          due.id,
        )
      }
      if (due.attempt > 1) return
      // One more event went out: whoever waits for later ones comes one step closer, and goes when none is left.
      store.run(
        `update deliveries set hold = hold - 1, due_at = case when hold = 1 then ? else due_at end where state = 'pending' and hold > 0 and id < ?`,
        world.now(),
        due.id,
      )
    })
  }

  wake()
  return {
    wake,
    stop(): void {
      clearTimeout(timer)
      stop.abort()
    },
  }
}
