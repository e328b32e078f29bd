import type { Me } from '@edurise/contracts'
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { nameIn, ourNames, type Locale } from './language.ts'
import type { PageState, PageTenant } from './page-state.ts'

export type Theme = 'light' | 'dark' | 'system'

const isTheme = (value: unknown): value is Theme => value === 'light' || value === 'dark' || value === 'system'

/** What only this page knows: its language, its organisation, who reads it, and how it should look. */
export const useSession = defineStore('session', () => {
  const locale = ref<Locale>('en')
  const tenant = ref<PageTenant | null>(null)
  const origin = ref('')
  const marketplace = ref('')
  /** Undefined until somebody has told: then the page shows what visitors see. */
  const me = ref<Me | null | undefined>(undefined)
  const theme = ref<Theme>('system')
  /** The zone times are shown in: UTC in what the server renders, the reader's own once the page is alive. */
  const zone = ref('UTC')
  const online = ref(true)
  /** What the page calls itself: the school's name in the language of the page, or ours. */
  const site = computed(() => (tenant.value ? nameIn(locale.value, tenant.value.names, tenant.value.name) : ourNames[locale.value]))
  /** The hue of the covers: the tenant's in its portal; on the market each subject has its own. */
  const hue = computed(() => tenant.value?.brand.hue)
  const signedIn = computed(() => Boolean(me.value))

  function take(state: PageState): void {
    locale.value = state.locale
    tenant.value = state.tenant
    origin.value = state.origin
    marketplace.value = state.marketplace
    me.value = state.person
  }

  /** Reads what the device knows; after the first render, so that it does not differ from the server's. */
  function wake(): void {
    zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone
    const kept = localStorage.getItem('theme')
    theme.value = isTheme(kept) ? kept : 'system'
    online.value = navigator.onLine
    addEventListener('online', () => (online.value = true))
    addEventListener('offline', () => (online.value = false))
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint)
  }

  function chooseTheme(chosen: Theme): void {
    theme.value = chosen
    if (chosen === 'system') localStorage.removeItem('theme')
    else localStorage.setItem('theme', chosen)
    paint()
  }

  function paint(): void {
    const dark = theme.value === 'dark' || (theme.value === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
    document.documentElement.classList.toggle('dark', dark)
  }

  return { locale, tenant, origin, marketplace, me, theme, zone, online, site, hue, signedIn, take, wake, chooseTheme }
})
