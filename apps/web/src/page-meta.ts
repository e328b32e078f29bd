import type { MaybeRefOrGetter } from 'vue'
import { toValue } from 'vue'

type Content = MaybeRefOrGetter<string>

/** What search engines and shared links show of a page: plain meta tags, Open Graph's by `property`, all others by `name`. */
export function metaOf(tags: Record<string, Content>): { [key: string]: string | (() => string) }[] {
  return Object.entries(tags).map(([key, content]) => ({
    [key.startsWith('og:') ? 'property' : 'name']: key,
    content: () => toValue(content),
  }))
}
