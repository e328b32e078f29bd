/** What the server asks of a password at least. */
export const shortestPassword = 12

/** How good a new password is, as far as its length can say; lists of common ones are the server's. */
export function strengthOf(password: string): 'empty' | 'short' | 'enough' | 'good' {
  const length = Array.from(password).length
  if (!length) return 'empty'
  if (length < shortestPassword) return 'short'
  return length >= 18 && new Set(password).size >= 8 ? 'good' : 'enough'
}
