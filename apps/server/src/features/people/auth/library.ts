import { newId } from '@edurise/db'
import { kyselyAdapter } from '@better-auth/kysely-adapter'
import { betterAuth, type BetterAuthOptions } from 'better-auth'
import type { Logger } from 'pino'
import type { AuthDb } from './queries.ts'
import { withHashedTokens } from './hashed-tokens.ts'
import { hashPassword, longestPassword, shortestPassword, verifyPassword } from '../password.ts'
import { sessionCookie } from './tokens.ts'

const minute = 60
const day = 24 * 60 * minute

/** A session that nobody used for so long is over. */
export const idleSeconds = 14 * day
/** However much it is used; the column's default says the same. */
export const absoluteSeconds = 60 * day
/** How long the links of our mails work. */
export const linkSeconds = { verify: 3 * day, reset: 60 * minute, invite: 7 * day }

const timestamps = { createdAt: 'created_at', updatedAt: 'updated_at' }

/** The account library on our tables. Names are mapped one by one: its `casing` changes nothing. */
export function accountLibrary({ db, secret, baseUrl, log }: { db: AuthDb; secret: string; baseUrl: string; log: Logger }) {
  const adapter = kyselyAdapter(db, { type: 'postgres', transaction: true })
  return betterAuth({
    appName: 'Edurise',
    baseURL: baseUrl,
    basePath: '/api/v1/auth',
    secret,
    database: (options: BetterAuthOptions) => withHashedTokens(adapter(options)),
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    logger: { level: 'error', log: (level, message) => log[level]({ from: 'accounts' }, message) },
    user: {
      modelName: 'users',
      fields: { emailVerified: 'email_verified', ...timestamps },
      additionalFields: { locale: { type: 'string', required: false, defaultValue: 'en' } },
    },
    session: {
      modelName: 'sessions',
      fields: {
        userId: 'user_id',
        token: 'token_hash',
        userAgent: 'user_agent',
        ipAddress: 'ip_address',
        expiresAt: 'expires_at',
        ...timestamps,
      },
      expiresIn: idleSeconds,
      // Moved on by accounts.ts, in batches and never by a read.
      disableSessionRefresh: true,
    },
    account: {
      modelName: 'accounts',
      fields: {
        userId: 'user_id',
        providerId: 'provider_id',
        accountId: 'account_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...timestamps,
      },
    },
    verification: { modelName: 'verifications', fields: { expiresAt: 'expires_at', ...timestamps }, storeIdentifier: 'hashed' },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: shortestPassword,
      maxPasswordLength: longestPassword,
      revokeSessionsOnPasswordReset: true,
      password: { hash: hashPassword, verify: ({ hash, password }) => verifyPassword(hash, password) },
    },
    advanced: {
      useSecureCookies: false,
      cookies: { session_token: { name: sessionCookie, attributes: { secure: true, httpOnly: true, sameSite: 'lax', path: '/' } } },
      ipAddress: { disableIpTracking: true },
      database: { generateId: () => newId() },
    },
  })
}

export type AccountLibrary = ReturnType<typeof accountLibrary>
