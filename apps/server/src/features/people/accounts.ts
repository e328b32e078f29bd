import { AppError, type PersonId } from '@edurise/contracts'
import type pg from 'pg'
import type { Logger } from 'pino'
import { Cache } from '../../cache.ts'
import type { Accounts, Person } from '../../context.ts'
import type { Listener } from '../../listener.ts'
import { absoluteSeconds, accountLibrary, idleSeconds, type AccountLibrary } from './auth/library.ts'
import {
  authDatabase,
  endFamily,
  endOfFamily,
  insertHandoff,
  joinFamily,
  removeExpired,
  sawSessions,
  sessionOf,
  sessionsOf,
  takeHandoff,
  updateUser,
  type AuthDb,
} from './auth/queries.ts'
import { cookieOf, hashOf, newToken, tokenOf } from './auth/tokens.ts'

type Found = NonNullable<Awaited<ReturnType<typeof sessionOf>>>

const handoffMilliseconds = 60_000
/** A device's last use is written down at most this often. */
const seenEvery = 10 * 60_000
const flushEvery = 5_000
const tidyEvery = 3_600_000

export interface AccountsOptions {
  pool: pg.Pool
  listener: Listener
  secret: string
  publicUrl: URL
  log: Logger
  now?: () => Date
}

/** Sessions and what hangs on them. Each process remembers those it saw; the database tells it which ones have ended. */
export class PeopleAccounts implements Accounts {
  readonly db: AuthDb
  readonly library: AccountLibrary
  readonly now: () => Date
  readonly #secret: string
  readonly #listener: Listener
  readonly #log: Logger
  readonly #sessions = new Cache<Found>({ limit: 20_000, milliseconds: 60_000 })
  readonly #seen = new Map<string, Date>()
  readonly #timers: NodeJS.Timeout[]

  constructor({ pool, listener, secret, publicUrl, log, now = () => new Date() }: AccountsOptions) {
    this.db = authDatabase(pool)
    this.library = accountLibrary({ db: this.db, secret, baseUrl: publicUrl.origin, log })
    this.now = now
    this.#secret = secret
    this.#listener = listener
    this.#log = log
    const forgetAll = () => this.#sessions.clear()
    listener.subscribe('session_ended', (tokenHash) => this.#sessions.forget(tokenHash), forgetAll)
    listener.subscribe('person_changed', (personId) => this.#sessions.forgetWhere(({ id }) => id === personId), forgetAll)
    const background = (work: () => Promise<void>) => () =>
      void work().catch((error: unknown) => log.error({ err: error }, 'accounts: work behind the scenes failed'))
    this.#timers = [
      setInterval(
        background(() => this.#flush()),
        flushEvery,
      ).unref(),
      setInterval(
        background(() => removeExpired(this.db, this.now())),
        tidyEvery,
      ).unref(),
    ]
  }

  async personOf({ cookie }: { cookie?: string | undefined }): Promise<Person | null> {
    const token = tokenOf(cookie, this.#secret)
    if (!token) return null
    const found = await this.#find(hashOf(token))
    const now = this.now()
    if (!found || found.expiresAt <= now || found.absoluteExpiresAt <= now) return null
    if (now.getTime() - found.seenAt.getTime() > seenEvery) {
      found.seenAt = now
      this.#seen.set(found.rowId, now)
    }
    const { id, name, email, emailVerified, locale, sessionId } = found
    return { id, name, email, emailVerified, locale, sessionId }
  }

  async updatePerson(personId: PersonId, { name, locale }: { name: string; locale: Person['locale'] }): Promise<void> {
    await updateUser(this.db, personId, { name, locale, now: this.now() })
    this.#sessions.forgetWhere(({ id }) => id === personId)
  }

  async devicesOf({ id, sessionId }: Person) {
    const sessions = await sessionsOf(this.db, id, this.now())
    return sessions.map((session) => ({
      id: session.id,
      current: session.id === sessionId,
      userAgent: session.userAgent || null,
      createdAt: session.createdAt.toISOString(),
      lastSeenAt: session.lastSeenAt.toISOString(),
    }))
  }

  async endDevice(person: Person, id: string): Promise<boolean> {
    if (!isUuid(id)) return false
    const ended = await endFamily(this.db, person.id, id)
    for (const tokenHash of ended) this.#sessions.forget(tokenHash)
    return ended.length > 0
  }

  async handoffCode(person: Person, host: string): Promise<string> {
    const code = newToken()
    const expiresAt = new Date(this.now().getTime() + handoffMilliseconds)
    await insertHandoff(this.db, { codeHash: hashOf(code), personId: person.id, familyId: person.sessionId, host, expiresAt })
    return code
  }

  /** The cookie that a code opens on this host: once, within its time, and while the sign-in it came from still holds. */
  async redeem(code: string, host: string, userAgent: string | undefined): Promise<string | null> {
    const handoff = await takeHandoff(this.db, hashOf(code))
    if (!handoff || handoff.host !== host || handoff.expiresAt <= this.now()) return null
    const end = await endOfFamily(this.db, handoff.personId, handoff.familyId)
    if (!end || end <= this.now()) return null
    const { internalAdapter } = await this.library.$context
    const { id, token } = await internalAdapter.createSession(handoff.personId, false, { userAgent: userAgent ?? '' })
    await joinFamily(this.db, id, handoff.familyId, end)
    return this.cookieFor(token)
  }

  /** A browser keeps it as long as a session can last at all; the server decides earlier. */
  cookieFor(token: string): string {
    return cookieOf(token, this.#secret, absoluteSeconds)
  }

  /** The headers with which the library knows a session of ours again. */
  headersOf(cookie: string | undefined, userAgent: string | undefined): Headers {
    return new Headers({ ...(cookie !== undefined && { cookie }), 'user-agent': userAgent ?? '' })
  }

  /** Opens a session for a person whose right to it was proven elsewhere. */
  async openSession(personId: PersonId): Promise<{ cookie: string }> {
    const { internalAdapter } = await this.library.$context
    const session = await internalAdapter.createSession(personId, false)
    if (!session) throw new AppError('SIGN_IN_REQUIRED', {})
    return { cookie: `${this.cookieFor(session.token).split(';', 1)[0]}` }
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await this.#flush().catch((error: unknown) => this.#log.error({ err: error }, 'accounts: the last sightings were lost'))
  }

  #find(tokenHash: string): Promise<Found | undefined> {
    if (!this.#listener.up) return sessionOf(this.db, tokenHash)
    const known = this.#sessions.get(tokenHash)
    return known ? Promise.resolve(known) : this.#sessions.fill(tokenHash, () => sessionOf(this.db, tokenHash))
  }

  async #flush(): Promise<void> {
    if (!this.#seen.size) return
    const seen = [...this.#seen].map(([rowId, at]) => ({ rowId, at }))
    this.#seen.clear()
    await sawSessions(this.db, seen, idleSeconds * 1_000)
  }
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}
