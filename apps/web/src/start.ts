import { createHead } from '@unhead/vue/client'
import { createWebHistory } from 'vue-router'
import { createEdurise } from './app.ts'
import { prefixOf, splitLocale } from './language.ts'
import type { PageState } from './page-state.ts'
import { useSession } from './session.ts'
import { findOut } from './who.ts'

/** What is known of a page that no server has filled in: the development server's. */
const bare = (): PageState => ({
  locale: splitLocale(location.pathname).locale,
  tenant: null,
  origin: location.origin,
  marketplace: location.origin,
  rendered: false,
  queries: {},
})

export async function start(given: PageState | null): Promise<void> {
  const state = given ?? bare()
  const { app, router, pinia } = await createEdurise(state, createWebHistory(`${prefixOf(state.locale)}/`), createHead())
  await router.isReady()
  app.mount('#app')
  const session = useSession(pinia)
  session.wake()
  await findOut(session)
}
