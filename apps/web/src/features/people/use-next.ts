import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { inLanguage } from '../../language.ts'
import { useSession } from '../../session.ts'
import { nextPath } from './next-path.ts'

/** Where the person was going: kept through every page about accounts, and left to with a new page, so that everything knows who is here. */
export function useNext() {
  const route = useRoute()
  const router = useRouter()
  const session = useSession()
  const next = computed(() => nextPath(route.query.next))
  const carried = computed(() => (next.value === '/' ? {} : { next: next.value }))
  const hrefOf = (path: string) => router.resolve({ path, query: carried.value }).href
  const nextHref = computed(() => inLanguage(next.value, session.locale))
  const goOn = () => location.assign(nextHref.value)
  return { next, carried, hrefOf, nextHref, goOn }
}
