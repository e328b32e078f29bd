import type { Provider } from '@edurise/contracts'
import { ref, watch, type Ref } from 'vue'

const name = 'way-to-pay'

/** The chosen way to pay: what this device chose last if it is offered, else the first. */
export function useWayToPay(offered: () => readonly Provider[]): Ref<Provider | undefined> {
  const way = ref<Provider>()
  watch(
    offered,
    (now) => {
      if (way.value && now.includes(way.value)) return
      const kept = localStorage.getItem(name)
      way.value = now.find((one) => one === kept) ?? now[0]
    },
    { immediate: true },
  )
  watch(way, (now, before) => {
    if (before && now) localStorage.setItem(name, now)
  })
  return way
}
