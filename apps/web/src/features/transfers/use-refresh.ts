import { onScopeDispose, watch } from 'vue'

/** Reads again every so often while `active` says so and somebody looks, and at once when somebody looks again. */
export function useRefresh(every: number, active: () => boolean, refetch: () => Promise<unknown>): void {
  let timer: ReturnType<typeof setInterval> | undefined
  const seen = () => document.visibilityState === 'visible'
  function look(): void {
    if (active() && seen()) void refetch()
  }
  watch(
    active,
    (now) => {
      clearInterval(timer)
      if (now) timer = setInterval(look, every)
    },
    { immediate: true },
  )
  document.addEventListener('visibilitychange', look)
  onScopeDispose(() => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', look)
  })
}
