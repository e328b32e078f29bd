import { onMounted, onScopeDispose } from 'vue'
import { isOurs, letterOf, useLetterKeys } from '../../../ui/letter-keys.ts'

export interface Shortcuts {
  toggle: () => void
  skip: (seconds: number) => void
  faster: (steps: 1 | -1) => void
  fullscreen: () => void
  captions: () => void
  mute: () => void
  help: () => void
}

/** What each key does; null for all others. Right is always later: time runs one way in every language. */
export function actOf(key: string, act: Shortcuts): (() => void) | null {
  const acts: Record<string, () => void> = {
    ' ': act.toggle,
    k: act.toggle,
    j: () => act.skip(-10),
    l: () => act.skip(10),
    ArrowLeft: () => act.skip(-5),
    ArrowRight: () => act.skip(5),
    f: act.fullscreen,
    c: act.captions,
    m: act.mute,
    '<': () => act.faster(-1),
    '>': () => act.faster(1),
    '?': act.help,
  }
  return Object.hasOwn(acts, key) ? (acts[key] ?? null) : null
}

/** The keys of a video, wherever on the page one is, unless they belong to what has the focus. */
export function useShortcuts(act: Shortcuts): void {
  const { on } = useLetterKeys()
  const pressed = (event: KeyboardEvent) => {
    if (!on.value || !isOurs(event)) return
    const does = actOf(event.key === ' ' || event.key.startsWith('Arrow') ? event.key : letterOf(event), act)
    if (!does) return
    event.preventDefault()
    does()
  }
  onMounted(() => addEventListener('keydown', pressed))
  onScopeDispose(() => removeEventListener('keydown', pressed))
}
