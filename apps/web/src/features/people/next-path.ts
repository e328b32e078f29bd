import { splitLocale } from '../../language.ts'

const accountPages = /^\/(sign-in|sign-up|forgot-password|reset-password|verify-email)(?=[/?#]|$)/

/**
 * Where to go after signing in, from an address anybody may have written: a path of this site, without its language and never leading to another host.
 * @returns `/` for everything else
 */
export function nextPath(value: unknown): string {
  if (typeof value !== 'string' || !value.startsWith('/') || value.length > 500) return '/'
  const url = URL.canParse(value, 'http://here') ? new URL(value, 'http://here') : null
  if (!url || url.origin !== 'http://here' || url.pathname.startsWith('//')) return '/'
  const { path } = splitLocale(url.pathname + url.search + url.hash)
  return accountPages.test(path) || path.startsWith('//') ? '/' : path
}
