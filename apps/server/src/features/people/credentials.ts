import { AppError, Language, LocalPath } from '@edurise/contracts'
import { APIError, createEmailVerificationToken } from 'better-auth/api'
import type pg from 'pg'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Config } from '../../config.ts'
import type { Person } from '../../context.ts'
import { sharedLimit } from '../../limits.ts'
import type { PeopleAccounts } from './accounts.ts'
import { linkSeconds } from './auth/library.ts'
import { userByEmail, verifyUser } from './auth/queries.ts'
import { hashOf, newToken } from './auth/tokens.ts'
import { checkPassword, longestPassword } from './password.ts'

/** A mail about somebody's own account. `url` is where its button leads. */
export interface AccountMail {
  kind: 'verify_email' | 'reset_password' | 'email_in_use'
  to: string
  name: string
  locale: Language
  url: string
}
export type SendAccountMail = (mail: AccountMail) => Promise<void>

/** Who knocks: the address limits count by, and the origin (checked to be ours) that links in mails lead to. */
export interface Caller {
  ip: string
  origin: string
  userAgent: string | undefined
  cookie: string | undefined
}

/** A path of this host, as a browser will read it: without the tabs and dots by which it would come to lead elsewhere. */
export const Path = LocalPath.catch('/').transform((path) => {
  const { origin, pathname, search, hash } = new URL(path, 'http://here')
  return origin === 'http://here' && !pathname.startsWith('//') ? `${pathname}${search}${hash}` : '/'
})
const Email = z.string().trim().toLowerCase().max(254).pipe(z.email())
const Password = z.string().min(1).max(longestPassword)
export const SignUp = z.strictObject({
  name: z.string().trim().min(1).max(100),
  email: Email,
  password: Password,
  locale: Language.default('en'),
  next: Path.optional(),
})
export const SignIn = z.strictObject({ email: Email, password: Password })
export const RequestReset = z.strictObject({ email: Email, next: Path.optional() })
export const ResendVerification = z.strictObject({ next: Path.optional() })
export const ResetPassword = z.strictObject({ token: z.string().min(1).max(200), newPassword: Password })
export const ChangePassword = z.strictObject({ currentPassword: Password, newPassword: Password })

interface Known {
  id: Person['id']
  name: string
  email: string
  emailVerified: boolean
  locale: Language
}

/** What the caller's browser gets: a session, and who it is of. */
export interface Opened {
  cookie: string
  person: Known
}

export interface CredentialsOptions {
  accounts: PeopleAccounts
  pool: pg.Pool
  limits: Config['limits']
  secret: string
  sendAccountMail: SendAccountMail
  log: Logger
}

/** A path of the site in the person's language. */
const inLanguage = (locale: Language, path: string) => (locale === 'en' ? path : `/${locale}${path === '/' ? '' : path}`)

/** Everything that needs a password, or a link in place of one. */
export class Credentials {
  readonly #accounts: PeopleAccounts
  readonly #secret: string
  readonly #send: SendAccountMail
  readonly #log: Logger
  readonly #limits
  readonly #mails = new Set<Promise<void>>()

  constructor({ accounts, pool, limits, secret, sendAccountMail, log }: CredentialsOptions) {
    this.#accounts = accounts
    this.#secret = secret
    this.#send = sendAccountMail
    this.#log = log
    const limit = (name: string, points: number, seconds: number) => sharedLimit(pool, log, { name, points, seconds })
    this.#limits = {
      signIn: limit('sign-in', limits.signIn, 60),
      signInDay: limit('sign-in-day', limits.signInDay, 86_400),
      signUp: limit('sign-up', limits.signUp, 3_600),
      reset: limit('reset', limits.reset, 3_600),
      resetHere: limit('reset-address', limits.signUp, 3_600),
    }
  }

  /**
   * A new account is signed in at once, so a taken address cannot be hidden here: it is told, like other shops do, and its owner hears of it.
   * The limit per address keeps lists of addresses from being tried out.
   */
  async signUp(input: z.output<typeof SignUp>, caller: Caller): Promise<Opened> {
    const { name, email, password, locale, next } = input
    checkPassword(password, { name, email })
    await this.#limits.signUp.take(caller.ip)
    const taken = await userByEmail(this.#accounts.db, email)
    if (taken) await this.#refuseTaken(taken, caller)
    const { library } = this.#accounts
    const answer = await library.api
      .signUpEmail({ body: { name, email, password, locale }, headers: this.#headers(caller) })
      .catch(async (error: unknown) => {
        const meanwhile = await userByEmail(this.#accounts.db, email)
        if (meanwhile) return this.#refuseTaken(meanwhile, caller)
        throw error
      })
    const person = await this.#known(email)
    await this.#mailVerification(person, caller, next)
    return { cookie: this.#accounts.cookieFor(answer.token ?? ''), person }
  }

  /** Says the same of an unknown address and a wrong password, and takes as long for both. */
  async signIn({ email, password }: z.output<typeof SignIn>, caller: Caller): Promise<Opened> {
    const account = hashOf(email)
    const here = `${account} ${caller.ip}`
    await this.#limits.signIn.take(here)
    await this.#limits.signInDay.take(account)
    const answer = await this.#accounts.library.api
      .signInEmail({ body: { email, password }, headers: this.#headers(caller) })
      .catch((error: unknown) => {
        if (error instanceof APIError && error.statusCode < 500) throw new AppError('CREDENTIALS_WRONG', {})
        throw error
      })
    await this.#limits.signIn.forget(here)
    return { cookie: this.#accounts.cookieFor(answer.token), person: await this.#known(email) }
  }

  /** Answers the same whether anybody has this address or not. */
  async requestReset({ email, next }: z.output<typeof RequestReset>, caller: Caller): Promise<void> {
    await this.#limits.resetHere.take(caller.ip)
    await this.#limits.reset.take(hashOf(email))
    this.#later(async () => {
      const person = await userByEmail(this.#accounts.db, email)
      if (person) this.#mail('reset_password', person, await this.passwordLink(person, caller.origin, linkSeconds.reset, next))
    })
  }

  /** Where somebody chooses a password, once, and goes on to `next`. */
  async passwordLink({ id, locale }: Pick<Known, 'id' | 'locale'>, origin: string, seconds: number, next?: string): Promise<string> {
    const token = newToken()
    const { internalAdapter } = await this.#accounts.library.$context
    // Compared by the library against the machine's clock.
    const expiresAt = new Date(Date.now() + seconds * 1_000)
    await internalAdapter.createVerificationValue({ identifier: `reset-password:${token}`, value: id, expiresAt })
    return `${origin}${inLanguage(locale, '/reset-password')}?token=${token}${next ? `&next=${encodeURIComponent(next)}` : ''}`
  }

  /** Ends every session of the person; whoever followed the link has shown that the address is theirs. */
  async resetPassword({ token, newPassword }: z.output<typeof ResetPassword>): Promise<void> {
    const { api, $context } = this.#accounts.library
    const { internalAdapter } = await $context
    const link = await internalAdapter.findVerificationValue(`reset-password:${token}`)
    const person = link && link.expiresAt > new Date() ? await internalAdapter.findUserById(link.value) : null
    if (!person) throw new AppError('LINK_EXPIRED', {})
    checkPassword(newPassword, person)
    await api.resetPassword({ body: { token, newPassword } }).catch((error: unknown) => {
      if (error instanceof APIError && error.statusCode < 500) throw new AppError('LINK_EXPIRED', {})
      throw error
    })
    const known = await this.#known(person.email)
    await verifyUser(this.#accounts.db, known.id)
  }

  /** Ends every other session of the person, and answers the one that goes on. */
  async changePassword({ currentPassword, newPassword }: z.output<typeof ChangePassword>, caller: Caller): Promise<Opened> {
    const person = await this.#accounts.personOf({ cookie: caller.cookie })
    if (!person) throw new AppError('SIGN_IN_REQUIRED', {})
    checkPassword(newPassword, person)
    const here = `${hashOf(person.email)} ${caller.ip}`
    await this.#limits.signIn.take(here)
    const body = { currentPassword, newPassword, revokeOtherSessions: true }
    const answer = await this.#accounts.library.api.changePassword({ body, headers: this.#headers(caller) }).catch((error: unknown) => {
      if (error instanceof APIError && error.statusCode < 500) throw new AppError('CREDENTIALS_WRONG', {})
      throw error
    })
    await this.#limits.signIn.forget(here)
    return { cookie: this.#accounts.cookieFor(answer.token ?? ''), person }
  }

  /** False when the link is not ours or too old. */
  async verifyEmail(token: string): Promise<boolean> {
    try {
      await this.#accounts.library.api.verifyEmail({ query: { token } })
      return true
    } catch (error) {
      if (error instanceof APIError && error.statusCode < 500) return false
      throw error
    }
  }

  async resendVerification(person: Person, caller: Caller, next?: string): Promise<void> {
    await this.#limits.reset.take(`verify ${person.id}`)
    if (!person.emailVerified) await this.#mailVerification(person, caller, next)
  }

  /** Waits for mails that are on their way. */
  async close(): Promise<void> {
    await Promise.all(this.#mails)
  }

  async #refuseTaken(person: Known, { origin }: Caller): Promise<never> {
    // Once an hour at most: nobody's mailbox is to be filled by somebody else.
    const first = await this.#limits.reset.take(`taken ${person.id}`).then(
      () => true,
      () => false,
    )
    if (first) this.#mail('email_in_use', person, `${origin}${inLanguage(person.locale, '/sign-in')}`)
    throw new AppError('EMAIL_TAKEN', {})
  }

  async #mailVerification(person: Known, { origin }: Caller, next?: string): Promise<void> {
    const token = await createEmailVerificationToken(this.#secret, person.email, undefined, linkSeconds.verify, { userId: person.id })
    const address = new URL('/api/v1/auth/verify-email', origin)
    address.searchParams.set('token', token)
    address.searchParams.set('path', `${inLanguage(person.locale, '/verify-email')}${next ? `?next=${encodeURIComponent(next)}` : ''}`)
    this.#mail('verify_email', person, address.href)
  }

  async #known(email: string): Promise<Known> {
    const person = await userByEmail(this.#accounts.db, email)
    if (!person) throw new AppError('CREDENTIALS_WRONG', {})
    return person
  }

  /** Nobody waits for a mail, and nobody can tell from the time it takes whether there was one. */
  #mail(kind: AccountMail['kind'], { email, name, locale }: Known, url: string): void {
    this.#later(() => this.#send({ kind, to: email, name, locale, url }))
  }

  #later(work: () => Promise<void>): void {
    const running = work().catch((error: unknown) => this.#log.error({ err: error }, 'a mail about an account was not sent'))
    this.#mails.add(running)
    void running.finally(() => this.#mails.delete(running))
  }

  #headers({ cookie, userAgent }: Caller): Headers {
    return this.#accounts.headersOf(cookie, userAgent)
  }
}
