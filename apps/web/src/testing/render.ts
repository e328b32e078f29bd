import icons from '@nuxt/ui/runtime/vue/plugins/icons.js'
import { PiniaColada } from '@pinia/colada'
import { createHead } from '@unhead/vue/client'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { defineComponent, h, type Component } from 'vue'
import { createMemoryHistory } from 'vue-router'
import AppProviders from '../frames/AppProviders.vue'
import { createTranslations, loadMessages } from '../i18n.ts'
import type { Locale } from '../language.ts'
import { createPages, messagesOf } from '../routes.ts'
import { useSession } from '../session.ts'

interface Options {
  props?: Record<string, unknown>
  slots?: Record<string, () => unknown>
  locale?: Locale
  /** The features whose texts the component shows. */
  messages?: readonly string[]
  /** Where the page is. */
  path?: string
}

/** Mounts a component as the application would: with its texts, its cache, its router and the providers of dialogs and toasts. */
export async function render(
  component: Component,
  { props = {}, slots = {}, locale = 'en', messages = [], path = '/' }: Options = {},
): Promise<VueWrapper> {
  const pinia = createPinia()
  const i18n = await createTranslations(locale)
  const router = createPages(createMemoryHistory())
  await router.push(path)
  await loadMessages(i18n, locale, ['errors', ...messages, ...router.currentRoute.value.matched.flatMap(({ meta }) => messagesOf(meta))])
  const page = defineComponent(() => () => h(AppProviders, null, () => h(component, props, slots)))
  const view = mount(page, { attachTo: document.body, global: { plugins: [pinia, PiniaColada, createHead(), icons, i18n, router] } })
  useSession(pinia).locale = locale
  await flushPromises()
  return view
}

/** Presses the button or link that says this, and waits for what follows. */
export async function press(view: VueWrapper, label: string): Promise<void> {
  const target = view.findAll('button, a').find((one) => one.text() === label)
  if (!target) throw new Error(`nothing to press says "${label}"`)
  await target.trigger('click')
  await flushPromises()
}
