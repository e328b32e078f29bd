import { createHead } from '@unhead/vue/client'
import { createWebHistory } from 'vue-router'
import { api } from './api.ts'
import { createEdurise } from './app.ts'
import { keepTyped } from './keep-typed.ts'
import { prefixOf, splitLocale } from './language.ts'
import type { PageState } from './page-state.ts'
import { useSession } from './session.ts'
import { findOut } from './who.ts'

/** What is known of a page that no server has filled in, which is the development server's: the rest is asked for. */
async function bare(): Promise<PageState> {
  const portal = await api.tenants.current.query({}).catch(() => null)
  if (portal) {
    document.documentElement.style.setProperty('--brand-h', String(portal.brand.hue))
    document.documentElement.style.setProperty('--brand-c', String(portal.brand.chroma))
  }
  return {
    locale: splitLocale(location.pathname).locale,
    tenant: portal && { ...portal, stylesheet: '' },
    origin: location.origin,
    marketplace: portal ? location.origin.replace(`${portal.slug}.`, '') : location.origin,
    rendered: false,
    queries: {},
  }
}

export async function start(given: PageState | null): Promise<void> {
  const state = given ?? (await bare())
  const { app, router, pinia } = await createEdurise(state, createWebHistory(`${prefixOf(state.locale)}/`), createHead())
  await router.isReady()
  keepTyped(() => app.mount('#app'))
  const session = useSession(pinia)
  session.wake()
  await findOut(session)
}
