import type { Video } from '@edurise/contracts'
import { ref, watch, type Ref } from 'vue'

const name = 'captions'
const off = 'off'

/** Captions are on in the language of the page when there are any, until somebody chooses otherwise; that is remembered. */
export function firstCaptions(captions: Video['captions'], language: string, remembered: string | null): string {
  if (remembered === off) return off
  const has = (wanted: string | null) => captions.some((caption) => caption.language === wanted)
  if (remembered && has(remembered)) return remembered
  return has(language) ? language : off
}

export function useCaptions(element: Readonly<Ref<HTMLVideoElement | null>>, captions: () => Video['captions'], language: string) {
  const chosen = ref(firstCaptions(captions(), language, localStorage.getItem(name)))

  function show(): void {
    for (const track of element.value?.textTracks ?? []) track.mode = track.language === chosen.value ? 'showing' : 'disabled'
  }
  watch([element, chosen, captions], show, { immediate: true, flush: 'post' })

  function choose(value: string): void {
    chosen.value = value
    localStorage.setItem(name, value)
  }
  function toggle(): void {
    const first = captions().find((caption) => caption.language === language) ?? captions()[0]
    if (first) choose(chosen.value === off ? first.language : off)
  }
  return { chosen, choose, toggle, show, off }
}
