import { randomBytes } from 'node:crypto'

interface Bucket {
  tokens: number
  at: number
}

/** Postgres carries 8,000 bytes per message. */
const longestPayload = 7_500
const mostMessages = 8
const mostBuckets = 50_000

/** One bucket per caller: full at the start, refilled steadily, shared with other processes by telling how much was taken. */
export class TokenBuckets {
  readonly #kind: string
  readonly #perMinute: number
  readonly #now: () => number
  readonly #self = randomBytes(6).toString('base64url')
  readonly #buckets = new Map<string, Bucket>()
  #taken = new Map<string, number>()

  constructor(kind: string, perMinute: number, now: () => number = () => performance.now()) {
    this.#kind = kind
    this.#perMinute = perMinute
    this.#now = now
  }

  /** Takes one. Answers 0, or in how many seconds there is one again. */
  take(key: string): number {
    const bucket = this.#bucket(key)
    if (bucket.tokens < 1) return Math.max(1, Math.ceil(((1 - bucket.tokens) * 60) / this.#perMinute))
    bucket.tokens -= 1
    this.#taken.set(key, (this.#taken.get(key) ?? 0) + 1)
    return 0
  }

  /** Messages for the other processes about what was taken here since the last time; the greatest first when there are too many. */
  tell(): string[] {
    const taken = [...this.#taken].sort(([, one], [, other]) => other - one)
    this.#taken = new Map()
    const messages: string[] = []
    let entries: string[] = []
    let length = 0
    const close = () => {
      if (entries.length) messages.push(`${this.#kind} ${this.#self} ${entries.join(' ')}`)
      entries = []
      length = 0
    }
    for (const [key, count] of taken) {
      const entry = `${key}=${count}`
      if (length + entry.length > longestPayload) close()
      if (messages.length === mostMessages) return messages
      entries.push(entry)
      length += entry.length + 1
    }
    close()
    return messages
  }

  hear(message: string): void {
    const [kind, from, ...entries] = message.split(' ')
    if (kind !== this.#kind || from === this.#self) return
    for (const entry of entries) {
      const [key = '', count] = entry.split('=')
      const bucket = this.#bucket(key)
      bucket.tokens = Math.max(bucket.tokens - Number(count), -this.#perMinute)
    }
  }

  #bucket(key: string): Bucket {
    const now = this.#now()
    const known = this.#buckets.get(key)
    const tokens = known ? Math.min(this.#perMinute, known.tokens + ((now - known.at) * this.#perMinute) / 60_000) : this.#perMinute
    const bucket = { tokens, at: now }
    this.#buckets.delete(key)
    this.#buckets.set(key, bucket)
    const oldest = this.#buckets.size > mostBuckets ? this.#buckets.keys().next().value : undefined
    if (oldest !== undefined) this.#buckets.delete(oldest)
    return bucket
  }
}
