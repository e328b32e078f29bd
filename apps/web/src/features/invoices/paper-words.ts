import { onMounted, ref, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Locale } from '../../language.ts'

const words = import.meta.glob<Record<string, unknown>>('./locales/*.json', { import: 'default' })

/** Brings in the words of a document's own language, which need not be the page's. True once they are here. */
export function usePaperWords(locale: () => Locale): Ref<boolean> {
  const i18n = useI18n({ useScope: 'global' })
  const here = ref(false)

  async function bring(wanted: Locale): Promise<void> {
    const load = words[`./locales/${wanted}.json`]
    if (load) i18n.mergeLocaleMessage(wanted, { invoices: await load() })
    here.value = true
  }
  onMounted(() => {
    void bring(locale())
    watch(locale, bring)
  })
  return here
}
