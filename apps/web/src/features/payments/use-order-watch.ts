import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { api } from '../../api.ts'

const longest = 5000
const grow = 1.25
/** After how long the provider is asked a second time, and how often from then on. */
const soon = 3000
const later = 10_000

interface Watched {
  orderId: () => string
  /** Whether another answer is worth asking for; undefined until the first one is here. */
  moving: () => boolean | undefined
  refetch: () => Promise<unknown>
}

export interface OrderWatch {
  /** How often the provider was asked on behalf of this page. */
  asked: Ref<number>
  askedAt: Ref<string | null>
}

/**
 * Follows an order until it stands still: reads it after 1 s and ever less often, down to each 5 s, and has the provider asked at once, after 3 s, then
 * each 10 s. A page nobody looks at asks nothing, and asks at once when somebody does again.
 */
export function useOrderWatch({ orderId, moving, refetch }: Watched): OrderWatch {
  const asked = ref(0)
  const askedAt = ref<string | null>(null)
  let reading: ReturnType<typeof setTimeout> | undefined
  let asking: ReturnType<typeof setTimeout> | undefined
  let running = false
  let pause = 1000
  let questions = 0

  const awake = () => running && document.visibilityState === 'visible'

  async function read(): Promise<void> {
    await refetch()
    pause = Math.min(longest, pause * grow)
    clearTimeout(reading)
    if (awake()) reading = setTimeout(() => void read(), pause)
  }

  async function ask(): Promise<void> {
    clearTimeout(asking)
    questions += 1
    if (awake()) asking = setTimeout(() => void ask(), questions === 1 ? soon : later)
    try {
      await api.payments.hurry.mutate({ orderId: orderId() })
      asked.value += 1
      askedAt.value = new Date().toISOString()
    } catch {
      // The sweep asks all the same, and a connection that is gone shows in the reading.
    }
  }

  function start(): void {
    if (!awake()) return
    pause = 1000
    clearTimeout(reading)
    reading = setTimeout(() => void read(), pause)
    void ask()
  }

  function rest(): void {
    clearTimeout(reading)
    clearTimeout(asking)
  }

  function look(): void {
    if (!running) return
    rest()
    // The cache itself reads an old order again when the page is seen again; a young one is read within a second.
    start()
  }

  watch(
    moving,
    (now) => {
      if (now === running || now === undefined) return
      running = now
      if (running) start()
      else rest()
    },
    { immediate: true },
  )
  document.addEventListener('visibilitychange', look)
  onScopeDispose(() => {
    running = false
    rest()
    document.removeEventListener('visibilitychange', look)
  })
  return { asked, askedAt }
}
