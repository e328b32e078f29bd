/**
 * Where the portal of an organisation is, without a slash at the end.
 * @param marketplace origin of the market; portals are one name below it
 */
export function portalOrigin(marketplace: string, slug: string): string {
  const { protocol, host } = new URL(marketplace)
  return `${protocol}//${slug}.${host}`
}
