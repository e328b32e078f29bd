import { onBeforeUnmount } from 'vue'

/** What was asked of somebody outside is answered later: it is looked at a few times, in milliseconds from now. */
export function useLaterLooks(look: () => void, after: readonly number[] = [1_500, 4_000, 9_000, 20_000]) {
  let timers: ReturnType<typeof setTimeout>[] = []
  const stop = () => {
    timers.forEach((timer) => clearTimeout(timer))
    timers = []
  }
  onBeforeUnmount(stop)
  return {
    start: () => {
      stop()
      timers = after.map((wait) => setTimeout(look, wait))
    },
    stop,
  }
}
