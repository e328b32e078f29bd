import { computed, nextTick, ref, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { explain, fieldErrors } from '../errors.ts'

interface FormHandle {
  setErrors: (errors: { name: string; message: string }[]) => void
  clear: () => void
}

/**
 * Brings the refusal of a mutation to its form: fields named by INPUT_INVALID get their message and the first one the focus; everything else is one
 * text above the button.
 *
 *     const form = useTemplateRef('form')
 *     const { message } = useFormErrors(form, error)
 */
export function useFormErrors(form: Readonly<Ref<FormHandle | null>>, error: Readonly<Ref<unknown>>) {
  const { t } = useI18n()
  const marked = ref(0)
  watch(error, async (now) => {
    const fields = now ? fieldErrors(now, t) : []
    marked.value = fields.length
    if (fields.length) form.value?.setErrors(fields)
    else form.value?.clear()
    await nextTick()
    if (fields.length) document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus()
  })
  const told = computed(() => (error.value ? explain(error.value, t) : null))
  /** Null while nothing is wrong. */
  const message = computed(() => told.value?.text ?? null)
  return { message, told, marked }
}
