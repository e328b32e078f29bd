import icons from '@nuxt/ui/runtime/vue/plugins/icons.js'
import { hydrateQueryCache, PiniaColada, useQueryCache } from '@pinia/colada'
import type { VueHeadClient } from '@unhead/vue'
import { createPinia, type Pinia } from 'pinia'
import { createSSRApp, createApp as createClientApp, type App } from 'vue'
import type { Router, RouterHistory } from 'vue-router'
import Root from './App.vue'
import { createTranslations, loadMessages, type Translations } from './i18n.ts'
import type { PageState } from './page-state.ts'
import { createPages, messagesOf } from './routes.ts'
import { useSession } from './session.ts'
import { findOut } from './who.ts'

export interface Edurise {
  app: App
  router: Router
  pinia: Pinia
  i18n: Translations
}

/** The whole application, the same on the server and in the browser; what differs is handed in. */
export async function createEdurise(state: PageState, history: RouterHistory, head: VueHeadClient): Promise<Edurise> {
  const app = state.rendered ? createSSRApp(Root) : createClientApp(Root)
  const pinia = createPinia()
  const i18n = await createTranslations(state.locale)
  app.use(pinia)
  app.use(PiniaColada, { queryOptions: { staleTime: 10_000 } })
  app.use(head)
  app.use(icons)
  app.use(i18n)

  const session = useSession(pinia)
  session.take(state)
  hydrateQueryCache(useQueryCache(pinia), state.queries as Parameters<typeof hydrateQueryCache>[1])

  const router = createPages(history)
  router.beforeEach(async (to) => {
    await loadMessages(
      i18n,
      state.locale,
      to.matched.flatMap(({ meta }) => messagesOf(meta)),
    )
    if (to.meta.auth !== 'signed-in' || import.meta.env.SSR) return true
    await findOut(session)
    return session.me === null ? { path: '/sign-in', query: { next: to.fullPath } } : true
  })
  app.use(router)
  return { app, router, pinia, i18n }
}
