import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** One cookie per host: the prefix makes browsers refuse it without Secure and Path=/, or with a Domain. */
export const sessionCookie = '__Host-edurise'

/** What is stored in place of a token, so that a copy of the database opens nothing. Tokens are random: no salt is needed. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** The cookie's value as the account library signs it. */
export function signedToken(token: string, secret: string): string {
  return encodeURIComponent(`${token}.${signatureOf(token, secret)}`)
}

export function cookieOf(token: string, secret: string, maxAgeSeconds: number): string {
  return `${sessionCookie}=${signedToken(token, secret)}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; Secure; SameSite=Lax`
}

export const emptiedCookie = `${sessionCookie}=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax`

/** The session token that a Cookie header carries, if we have signed it. */
export function tokenOf(cookies: string | undefined, secret: string): string | null {
  const value = cookies
    ?.split(/;\s*/)
    .find((cookie) => cookie.startsWith(`${sessionCookie}=`))
    ?.slice(sessionCookie.length + 1)
  if (!value) return null
  const signed = decoded(value)
  const dot = signed.lastIndexOf('.')
  const token = signed.slice(0, Math.max(dot, 0))
  if (!token) return null
  const given = Buffer.from(signed.slice(dot + 1))
  const right = Buffer.from(signatureOf(token, secret))
  return given.length === right.length && timingSafeEqual(given, right) ? token : null
}

function signatureOf(token: string, secret: string): string {
  return createHmac('sha256', secret).update(token).digest('base64')
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return ''
  }
}
