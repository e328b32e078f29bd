import type { ErrorCode } from '@edurise/contracts/errors'
import { computed, nextTick, onBeforeUnmount, ref, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { explain, fieldErrors, refusalOf } from '../../errors.ts'

interface FormHandle {
  setErrors: (errors: { name: string; message: string }[]) => void
  clear: () => void
}

/** A wait in the largest unit that says enough: 40 s, 4 min, 2 h. */
function inUnits(seconds: number): { unit: 'seconds' | 'minutes' | 'hours'; n: number } {
  if (seconds <= 90) return { unit: 'seconds', n: seconds }
  return seconds <= 5_400 ? { unit: 'minutes', n: Math.ceil(seconds / 60) } : { unit: 'hours', n: Math.ceil(seconds / 3_600) }
}

/**
 * Brings a refusal to the field it is about, in the person's words, with the focus; what is about no field is one text above the button. A limit is told
 * with the time that is left of it.
 * @param fields which field each refusal is about
 */
export function useAccountErrors(
  form: Readonly<Ref<FormHandle | null>>,
  error: Readonly<Ref<unknown>>,
  fields: Partial<Record<ErrorCode, string>>,
) {
  const { t } = useI18n()
  const left = ref(0)
  const asked = ref(0)
  let timer: ReturnType<typeof setInterval> | undefined
  const waitText = (seconds: number) => {
    const { unit, n } = inUnits(seconds)
    return t('people.wait.again', { time: t(`people.wait.${unit}`, { n }, n) })
  }

  function countDown(seconds: number): void {
    clearInterval(timer)
    left.value = seconds
    asked.value = seconds
    if (!seconds) return
    const until = Date.now() + seconds * 1_000
    timer = setInterval(() => {
      left.value = Math.max(0, Math.ceil((until - Date.now()) / 1_000))
      if (!left.value) clearInterval(timer)
    }, 1_000)
  }
  onBeforeUnmount(() => clearInterval(timer))

  const onFields = ref(false)
  watch(error, async (now) => {
    const refusal = refusalOf(now)
    const wait = refusal?.code === 'TOO_MANY_REQUESTS' ? Number(refusal.data.retryAfterSeconds) : 0
    countDown(Number.isFinite(wait) ? wait : 0)
    const field = refusal && fields[refusal.code]
    const errors = field ? [{ name: field, message: explain(now, t).text }] : fieldErrors(now, t)
    onFields.value = errors.length > 0
    if (errors.length) form.value?.setErrors(errors)
    else form.value?.clear()
    await nextTick()
    if (errors.length) document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus()
  })

  const told = computed(() => {
    if (!error.value || onFields.value) return null
    if (asked.value) return waitText(asked.value)
    return explain(error.value, t).text
  })
  /** What a screen reader hears, once; null while nothing is wrong. */
  const message = told
  /** The same as it stands now: a wait gets shorter. Null when it is over. */
  const shown = computed(() => (told.value && asked.value ? (left.value ? waitText(left.value) : t('people.wait.over')) : told.value))
  return { message, shown }
}
