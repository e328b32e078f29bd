import { toValue, type MaybeRefOrGetter } from 'vue'

type Tag = { name: string; content: () => string } | { property: string; content: () => string }

/** What search engines and shared links show of a page: plain meta tags by `name`, Open Graph's by `property`. */
export function metaOf(tags: Record<string, MaybeRefOrGetter<string>>): Tag[] {
  return Object.entries(tags).map(([key, text]) => {
    const content = () => toValue(text)
    return key.startsWith('og:') ? { property: key, content } : { name: key, content }
  })
}
