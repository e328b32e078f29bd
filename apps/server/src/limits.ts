import { AppError, type PersonId } from '@edurise/contracts'
import type pg from 'pg'
import type { Logger } from 'pino'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Config } from './config.ts'
import type { Limits } from './context.ts'
import type { Listener } from './listener.ts'
import { TokenBuckets } from './token-buckets.ts'

/** One limit that all processes count together, in Postgres. */
export interface SharedLimit {
  /** Counts one try. Refuses with TOO_MANY_REQUESTS, and with OVERLOADED while nobody can count. */
  take: (key: string) => Promise<void>
  /** Forgets the tries of this key: the one that succeeded was no guess. */
  forget: (key: string) => Promise<void>
}

export interface SharedLimitOptions {
  name: string
  /** Tries within so many seconds. */
  points: number
  seconds: number
}

const retryWhenDown = 5

/** @param pool of the role that owns the counts; no superuser, no tenant's row is in its reach. */
export function sharedLimit(pool: pg.Pool, log: Logger, { name, points, seconds }: SharedLimitOptions): SharedLimit {
  const limiter = new RateLimiterPostgres({
    storeClient: pool,
    storeType: 'pool',
    schemaName: 'auth',
    tableName: 'rate_limits',
    tableCreated: true,
    keyPrefix: name,
    points,
    duration: seconds,
    inMemoryBlockOnConsumed: points + 1,
  })
  return {
    async take(key) {
      try {
        await limiter.consume(key)
      } catch (refused) {
        if (refused instanceof RateLimiterRes)
          throw new AppError('TOO_MANY_REQUESTS', { retryAfterSeconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1_000)) })
        log.error({ err: refused, limit: name }, 'nobody can count: refused')
        throw new AppError('OVERLOADED', { retryAfterSeconds: retryWhenDown })
      }
    },
    async forget(key) {
      try {
        await limiter.delete(key)
      } catch (error) {
        log.warn({ err: error, limit: name }, 'a count could not be taken back')
      }
    },
  }
}

export interface LimitsOptions {
  pool: pg.Pool
  listener: Listener
  limits: Config['limits']
  log: Logger
}

const exchangeEvery = 3_000

/** How often procedures may be called: payments and uploads counted in Postgres, everything else in process and exchanged every few seconds. */
export function createLimits({ pool, listener, limits, log }: LimitsOptions): Limits & { close: () => void } {
  const payments = sharedLimit(pool, log, { name: 'payments', points: limits.payments, seconds: 60 })
  const uploads = sharedLimit(pool, log, { name: 'uploads', points: limits.uploads, seconds: 3_600 })
  const signedIn = new TokenBuckets('p', limits.apiSignedIn)
  const anonymous = new TokenBuckets('a', limits.apiAnonymous)
  const all = [signedIn, anonymous]

  listener.subscribe('api_taken', (payload) => all.forEach((buckets) => buckets.hear(payload)))
  const exchange = setInterval(() => {
    for (const payload of all.flatMap((buckets) => buckets.tell())) {
      listener.tell('api_taken', payload).catch((error: unknown) => log.debug({ err: error }, 'counts were not exchanged'))
    }
  }, exchangeEvery).unref()

  const api = (personId: PersonId | null, ip: string) => {
    const retryAfterSeconds = personId ? signedIn.take(personId) : anonymous.take(ip)
    if (retryAfterSeconds) throw new AppError('TOO_MANY_REQUESTS', { retryAfterSeconds })
  }

  return {
    async take(rate, { personId, ip }) {
      if (rate === 'api') return api(personId, ip)
      await (rate === 'payments' ? payments : uploads).take(personId ?? ip)
    },
    close: () => clearInterval(exchange),
  }
}
