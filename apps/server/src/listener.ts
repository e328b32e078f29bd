import pg from 'pg'
import type { Logger } from 'pino'

/** What the database tells every process. The first four are sent by triggers (migrations), the fifth by whoever writes a listing, the last by limits.ts. */
type Channel = 'session_ended' | 'person_changed' | 'rights_changed' | 'routes_changed' | 'listings_changed' | 'api_taken'

/** One connection that hears what other processes have changed. Whoever remembers anything asks `up` before trusting it. */
export interface Listener {
  /** False while the connection is broken: nothing is heard then, so nothing remembered may be used. */
  readonly up: boolean
  /** `heard` for each message; `deaf` when the connection broke and messages may have been missed. */
  subscribe: (channel: Channel, heard: (payload: string) => void, deaf?: () => void) => void
  /** Tells all processes, this one too. Lost when the connection is down. */
  tell: (channel: Channel, payload: string) => Promise<void>
  close: () => Promise<void>
}

interface Subscription {
  channel: Channel
  heard: (payload: string) => void
  deaf: (() => void) | undefined
}

const firstPause = 100
const longestPause = 5_000
const heartbeat = 10_000

class PostgresListener implements Listener {
  readonly #url: string
  readonly #log: Logger
  readonly #subscriptions: Subscription[] = []
  readonly #listened = new Set<Channel>()
  #client: pg.Client | null = null
  #closed = false
  #pause = firstPause
  #retry: NodeJS.Timeout | undefined
  #beat: NodeJS.Timeout | undefined

  constructor(url: string, log: Logger) {
    this.#url = url
    this.#log = log
  }

  get up(): boolean {
    return this.#client !== null
  }

  subscribe(channel: Channel, heard: (payload: string) => void, deaf?: () => void): void {
    this.#subscriptions.push({ channel, heard, deaf })
    if (this.#listened.has(channel)) return
    this.#listened.add(channel)
    this.#client?.query(`listen ${channel}`).catch((error: Error) => this.#broke(error))
  }

  async tell(channel: Channel, payload: string): Promise<void> {
    await this.#client?.query('select pg_notify($1, $2)', [channel, payload])
  }

  async open(): Promise<void> {
    if (this.#closed) return
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'edurise-listener',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
      // Channels are asked for one after another, without waiting.
      pipeline: true,
    })
    client.on('error', (error) => client === this.#client && this.#broke(error))
    client.on('end', () => client === this.#client && this.#broke(new Error('the connection ended')))
    client.on('notification', ({ channel, payload = '' }) => {
      for (const subscription of this.#subscriptions) if (subscription.channel === channel) subscription.heard(payload)
    })
    try {
      await client.connect()
      for (const channel of this.#listened) await client.query(`listen ${channel}`)
    } catch (error) {
      await client.end().catch(() => {})
      this.#later(error)
      return
    }
    if (this.#closed) return void (await client.end())
    // What was remembered in the meantime was never announced as changed.
    this.#forgetEverything()
    this.#client = client
    this.#pause = firstPause
    this.#beat = setInterval(() => void this.#beatOnce(client), heartbeat).unref()
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#retry)
    clearInterval(this.#beat)
    const client = this.#client
    this.#client = null
    await client?.end()
  }

  #forgetEverything(): void {
    for (const { deaf } of this.#subscriptions) deaf?.()
  }

  #broke(error: unknown): void {
    const client = this.#client
    this.#client = null
    clearInterval(this.#beat)
    void this.#discard(client)
    this.#forgetEverything()
    this.#later(error)
  }

  async #discard(client: pg.Client | null): Promise<void> {
    try {
      await client?.end()
    } catch {
      // It is broken, which is why it goes.
    }
  }

  async #beatOnce(client: pg.Client): Promise<void> {
    try {
      await client.query('select 1')
    } catch (error) {
      if (client === this.#client) this.#broke(error)
    }
  }

  #later(error: unknown): void {
    if (this.#closed) return
    this.#log.warn({ err: error, pause: this.#pause }, 'the listener lost its connection; nothing is remembered until it is back')
    this.#retry = setTimeout(() => void this.open(), this.#pause).unref()
    this.#pause = Math.min(this.#pause * 2, longestPause)
  }
}

/** Begins to listen, and goes on trying when the database is not there. Until it is, nothing is remembered. */
export function startListener(url: string, log: Logger): Listener {
  const listener = new PostgresListener(url, log)
  void listener.open()
  return listener
}
