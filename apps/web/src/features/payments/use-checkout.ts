import type { Provider } from '@edurise/contracts'
import { onBeforeUnmount, onMounted, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { api } from '../../api.ts'

export interface CheckoutStart {
  busy: Ref<boolean>
  error: ShallowRef<unknown>
  /** Where the payment page is, once it is known: for a browser that did not follow. */
  url: Ref<string | null>
  pay: (courseId: string, provider: Provider) => Promise<void>
}

/**
 * Opens the payment page of a course. Presses while one is on its way do nothing, and a failed one can be repeated: the server goes on with the payment it has.
 * @param returned called when the browser shows this page again as it was left, after its back button
 */
export function useCheckout(returned: () => void): CheckoutStart {
  const busy = ref(false)
  const error = shallowRef<unknown>(null)
  const url = ref<string | null>(null)

  async function pay(courseId: string, provider: Provider): Promise<void> {
    if (busy.value) return
    busy.value = true
    error.value = null
    try {
      const checkout = await api.payments.startCheckout.mutate({ courseId, provider })
      url.value = checkout.url
      location.assign(checkout.url)
    } catch (failure) {
      error.value = failure
      busy.value = false
    }
  }

  function shown(event: PageTransitionEvent): void {
    if (!event.persisted) return
    busy.value = false
    url.value = null
    returned()
  }
  onMounted(() => addEventListener('pageshow', shown))
  onBeforeUnmount(() => removeEventListener('pageshow', shown))
  return { busy, error, url, pay }
}
