import type { Step } from '@edurise/contracts'
import { onScopeDispose, ref } from 'vue'
import { api } from '../../../api.ts'
import { refusalOf } from '../../../errors.ts'
import { merged, type Range } from './ranges.ts'

type Kept = Parameters<typeof api.enrolments.keepPlace.mutate>[0]

interface Unsent {
  position: number
  watched: [number, number][]
}

const mostRanges = 50
const everySeconds = 10

/** What a reader has seen and nobody has kept yet: on this device until the server has it, so that a closed lid loses nothing. */
const storageName = (personId: string, lessonId: string) => `unsent:${personId}:${lessonId}`

function restored(name: string): Unsent | null {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(name) ?? 'null')
    return isUnsent(found) ? found : null
  } catch {
    return null
  }
}

function isUnsent(value: unknown): value is Unsent {
  if (typeof value !== 'object' || value === null || !('position' in value) || !('watched' in value)) return false
  const { position, watched } = value
  return (
    Number.isInteger(position) &&
    Array.isArray(watched) &&
    watched.every((range) => Array.isArray(range) && range.length === 2 && range.every(Number.isInteger))
  )
}

/**
 * Keeps where the reader is: every few seconds, when the page is left, and again when it could not be sent.
 * @param personId whose place it is; null keeps nothing on the device
 */
export function usePlace(
  { courseId, lessonId, personId }: Pick<Kept, 'courseId' | 'lessonId'> & { personId: string | null },
  onStep: (step: Step) => void,
) {
  const name = personId === null ? null : storageName(personId, lessonId)
  let unsent = name === null ? null : restored(name)
  let sending = false
  const late = ref(false)

  function store(): void {
    if (name === null) return
    if (unsent) localStorage.setItem(name, JSON.stringify(unsent))
    else localStorage.removeItem(name)
  }

  /** Where the reader is now, and what they have just seen. Sent with the next round. */
  function note(position: number, watched: readonly Range[] = []): void {
    unsent = { position: Math.max(0, Math.round(position)), watched: merged([...(unsent?.watched ?? []), ...watched]) }
    store()
  }

  function giveBack(taken: Unsent): void {
    unsent = { position: unsent?.position ?? taken.position, watched: merged([...taken.watched, ...(unsent?.watched ?? [])]) }
    store()
  }

  function take(): Unsent | null {
    if (!unsent) return null
    const taken = { ...unsent, watched: unsent.watched.slice(0, mostRanges) }
    const rest = unsent.watched.slice(mostRanges)
    unsent = rest.length ? { ...unsent, watched: rest } : null
    return taken
  }

  async function send(): Promise<void> {
    if (sending) return
    const taken = take()
    if (!taken) return
    sending = true
    try {
      onStep(await api.enrolments.keepPlace.mutate({ courseId, lessonId, ...taken }))
      late.value = false
      store()
    } catch (error) {
      // A refusal will not change its mind; anything else is tried again.
      if (refusalOf(error)) store()
      else {
        giveBack(taken)
        late.value = true
      }
    } finally {
      sending = false
    }
  }

  /** The page may be gone before an answer comes: the browser sends this all the same. */
  function leave(): void {
    const taken = take()
    if (!taken) return
    fetch('/api/v1/trpc/enrolments.keepPlace', {
      method: 'POST',
      keepalive: true,
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', 'x-edurise': '1' },
      body: JSON.stringify({ courseId, lessonId, ...taken }),
    }).then(
      (answer) => (answer.ok ? store() : undefined),
      () => giveBack(taken),
    )
  }

  const hidden = () => {
    if (document.visibilityState === 'hidden') leave()
  }
  const online = () => void send()
  const rounds = setInterval(() => void send(), everySeconds * 1000)
  addEventListener('pagehide', leave)
  addEventListener('online', online)
  document.addEventListener('visibilitychange', hidden)
  onScopeDispose(() => {
    clearInterval(rounds)
    removeEventListener('pagehide', leave)
    removeEventListener('online', online)
    document.removeEventListener('visibilitychange', hidden)
    leave()
  })

  return { note, send, late }
}
