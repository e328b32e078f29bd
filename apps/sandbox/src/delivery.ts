import type { ChannelName } from './outbox.ts'
import type { World } from './world.ts'

const concurrency = 10
const deadlineMs = 10_000
const mostAttempts = 15
const longestWaitMs = 30_000

interface Due {
  readonly id: number
  readonly eventId: string
  readonly channel: Channel
  readonly madeAt: number
  readonly attempt: number
  readonly knobs: readonly string[]
}

export interface Envelope {
  readonly body: string
  /** The same with one byte changed. */
  readonly damaged: string
  readonly headers: Readonly<Record<string, string>>
}

/** One provider's way of sending. */
export interface Channel {
  /** Nothing is sent while undefined. */
  readonly url: () => string | undefined
  /** What goes over the wire. `madeAt` stays the same over all attempts of a delivery, `sentAt` does not. */
  readonly seal: (message: { eventId: string; deliveryId: number; madeAt: number; sentAt: number }) => Envelope
}

/** Milliseconds until the next attempt: 1 s, 2 s, 4 s … 30 s. */
export function waitAfter(attempt: number): number {
  return Math.min(longestWaitMs, 1000 * 2 ** (attempt - 1))
}

export type Delivery = ReturnType<typeof startDelivery>

/** Sends what is due, at most ten at a time, until stopped. What is pending lives in the store and outlives the process. */
export function startDelivery(world: World, channels: Readonly<Record<ChannelName, Channel>>) {
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
    const open = new Map<string, { channel: Channel; url: string }>()
    for (const [name, channel] of Object.entries(channels)) {
      const url = channel.url()
      if (url !== undefined) open.set(name, { channel, url })
    }
    const rows = world.store.all(
      `select id, event_id, channel, made_at, attempt, due_at, knobs from deliveries
        where state = 'pending' and channel in (select value from json_each(?)) order by due_at, id limit ?`,
      JSON.stringify([...open.keys()]),
      concurrency + inFlight.size + 1,
    )
    let next: number | undefined
    for (const row of rows) {
      const id = Number(row['id'])
      const way = open.get(String(row['channel']))
      if (inFlight.has(id) || way === undefined) continue
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
          channel: way.channel,
          madeAt: Number(row['made_at']),
          attempt: Number(row['attempt']) + 1,
          knobs: String(row['knobs']).split(',').filter(Boolean),
        },
        way.url,
      )
    }
    if (next !== undefined) timer = setTimeout(wake, Math.min(next, 1_000))
  }

  async function send(due: Due, url: string): Promise<void> {
    const started = world.now()
    const began = performance.now()
    const corrupt = due.knobs.includes('corrupt') && due.attempt === 1
    let status: number | null = null
    let error: string | null = null
    try {
      const { body, damaged, headers } = due.channel.seal({
        eventId: due.eventId,
        deliveryId: due.id,
        madeAt: due.madeAt,
        sentAt: started,
      })
      const answer = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers,
        body: corrupt ? damaged : body,
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
