import { ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'

/** Access that is being given, or taken back, and what is said when it was: for the dialogs of whoever shows a person or an order. */
export function useAccessActs<Source>() {
  const { t } = useI18n()
  const giving = ref(false)
  const taking = shallowRef<Source | null>(null)
  const told = ref('')
  function given(title: string): void {
    giving.value = false
    told.value = t('enrolments.access.given', { course: `\u2068${title}\u2069` })
  }
  function taken(): void {
    taking.value = null
    told.value = t('enrolments.access.taken')
  }
  return { giving, taking, told, given, taken }
}
