import { onScopeDispose, ref, watch, type Ref } from 'vue'

const length = 700

/**
 * How far the disc of a cover is up: 0 behind the horizon, 1 in the sky. It climbs within 700 ms when `up` becomes true, and stands there at once for those
 * who asked for less motion or when `calm` says that this is no news.
 */
export function useRise(up: () => boolean, calm: () => boolean): Ref<number> {
  const rise = ref(0)
  let frame = 0

  function climb(): void {
    const from = performance.now()
    const step = (now: number) => {
      const part = Math.min(1, Math.max(0, (now - from) / length))
      rise.value = 1 - (1 - part) ** 3
      if (part < 1) frame = requestAnimationFrame(step)
    }
    frame = requestAnimationFrame(step)
  }

  watch(
    up,
    (now) => {
      cancelAnimationFrame(frame)
      if (!now) rise.value = 0
      else if (calm() || matchMedia('(prefers-reduced-motion: reduce)').matches) rise.value = 1
      else climb()
    },
    { immediate: true },
  )
  onScopeDispose(() => cancelAnimationFrame(frame))
  return rise
}
