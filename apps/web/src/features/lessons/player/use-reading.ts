import { onMounted, onScopeDispose, ref, type Ref } from 'vue'

/** How long a text has to be open, and its end in view, before it counts as read. */
const openFor = 8_000
const endFor = 2_000
/** Below this nobody needs help to find their place again. */
const farDown = 150

/**
 * Follows the reading of a text that scrolls with the page.
 * @param onPlace per mille of the text that lies above the reader's eyes, a moment after the scrolling stopped
 * @param onEnd the end has been in view for a while
 */
export function useReading(
  text: Readonly<Ref<HTMLElement | null>>,
  end: Readonly<Ref<HTMLElement | null>>,
  { from, onPlace, onEnd }: { from: number; onPlace: (perMille: number) => void; onEnd: () => void },
) {
  const offered = ref(from >= farDown && from < 980 ? from : null)
  const opened = Date.now()
  let pause: ReturnType<typeof setTimeout> | undefined
  let dwell: ReturnType<typeof setTimeout> | undefined
  let watcher: IntersectionObserver | undefined

  /** What stands still at the top of the page and covers the text under it. */
  const headHeight = () => document.querySelector('header')?.getBoundingClientRect().height ?? 0

  function place(): number {
    const box = text.value?.getBoundingClientRect()
    if (!box?.height) return 0
    return Math.min(1000, Math.max(0, Math.round((1000 * (headHeight() - box.top)) / box.height)))
  }

  function scrolled(): void {
    clearTimeout(pause)
    pause = setTimeout(() => {
      const now = place()
      if (offered.value !== null && now >= offered.value) offered.value = null
      // The first look at the top of a text does not undo a place further down.
      if (now > 0 || offered.value === null) onPlace(now)
    }, 800)
  }

  function resume(): void {
    const box = text.value?.getBoundingClientRect()
    if (!box || offered.value === null) return
    scrollTo({ top: scrollY + box.top + (box.height * offered.value) / 1000 - headHeight() - 24 })
    offered.value = null
  }

  onMounted(() => {
    addEventListener('scroll', scrolled, { passive: true })
    watcher = new IntersectionObserver((entries) => {
      clearTimeout(dwell)
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      dwell = setTimeout(onEnd, Math.max(endFor, openFor - (Date.now() - opened)))
    })
    if (end.value) watcher.observe(end.value)
  })
  onScopeDispose(() => {
    removeEventListener('scroll', scrolled)
    watcher?.disconnect()
    clearTimeout(pause)
    clearTimeout(dwell)
  })

  return { offered, resume, decline: () => (offered.value = null) }
}
