import { AppError } from '@edurise/contracts'
import { inPublic } from '@edurise/db'
import DataLoader from 'dataloader'
import type { Platform } from '../../../context.ts'
import { storeEvents, type Received } from './store-events.ts'

/** Commits that are under way at once, and the events in one of them, at most. */
const commitsAtOnce = 4
const eventsAtOnce = 50
/** Events that wait for a commit; whoever comes then is asked to come again. */
const mostWaiting = 1_000
const pauseSeconds = 5

/**
 * Stores events, each in a commit that it may share: while as many commits as there may be are under way, whatever arrives waits and is stored
 * together. Alone an event is stored at once; in a storm one commit serves many. Answers when it is committed, with whether it is new; refuses with
 * OVERLOADED when too many wait.
 */
export function eventStore(platform: Platform): (received: Received) => Promise<boolean> {
  let waiting = 0
  let commits = 0
  const queue: (() => void)[] = []

  const store = (events: readonly Received[]) => inPublic(platform.db, (trx) => storeEvents(trx, platform, events))
  const storeOne = (event: Received) =>
    store([event]).then(
      ([isNew = false]) => isNew,
      (error: Error) => error,
    )

  const loader = new DataLoader<Received, boolean>(
    async (events) => {
      commits += 1
      try {
        if (events.length === 1) return await Promise.all(events.map(storeOne))
        // What cannot be stored takes none of its neighbours with it.
        return await store(events).catch(() => Promise.all(events.map(storeOne)))
      } finally {
        commits -= 1
        queue.shift()?.()
      }
    },
    {
      cache: false,
      maxBatchSize: eventsAtOnce,
      batchScheduleFn: (commit) => {
        if (commits < commitsAtOnce) queueMicrotask(commit)
        else queue.push(commit)
      },
    },
  )

  return async (received) => {
    if (waiting >= mostWaiting) throw new AppError('OVERLOADED', { retryAfterSeconds: pauseSeconds })
    waiting += 1
    try {
      return await loader.load(received)
    } finally {
      waiting -= 1
    }
  }
}
