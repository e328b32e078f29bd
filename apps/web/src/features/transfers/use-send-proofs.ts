import { computed, onScopeDispose, reactive, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { explain, faultOf, refusalOf } from '../../errors.ts'
import { useSession } from '../../session.ts'
import { sendFile } from '../../upload.ts'
import { isPicture, needsShrinking, prepareProof, thumbnailOf } from './shrink-picture.ts'

/** One chosen file on its way. */
export interface Sending {
  readonly id: number
  readonly name: string
  /** For the picture beside it; null for what is none, or cannot be drawn here. */
  preview: string | null
  state: 'preparing' | 'offline' | 'sending' | 'failed' | 'refused'
  percent: number
  wrong: string
}

interface Kept {
  file: File
  stop?: AbortController
}

const isSent = (value: unknown): value is { id: string } =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'

/**
 * Sends the proofs of a transfer one after another. What is chosen without a connection waits for it; what failed stays with its reason and can be sent
 * again; nothing that was chosen is lost while the page stands.
 * @param sent called after each that has arrived
 */
export function useSendProofs(transferId: () => string, sent: () => void) {
  const { t } = useI18n()
  const session = useSession()
  const list = reactive<Sending[]>([])
  const files = new Map<number, Kept>()
  let next = 0
  let working = false

  function add(chosen: Iterable<File>): void {
    for (const file of chosen) {
      next += 1
      files.set(next, { file })
      list.push({ id: next, name: file.name, preview: null, state: 'offline', percent: 0, wrong: '' })
      void show(next, file)
    }
    void work()
  }

  async function show(id: number, file: File): Promise<void> {
    const preview = isPicture(file) ? await thumbnailOf(file) : null
    const one = list.find((each) => each.id === id)
    if (one) one.preview = preview
  }

  function drop(id: number): void {
    const at = list.findIndex((one) => one.id === id)
    const one = list[at]
    if (!one) return
    files.get(id)?.stop?.abort()
    files.delete(id)
    list.splice(at, 1)
  }

  async function send(one: Sending, kept: Kept): Promise<void> {
    if (needsShrinking(kept.file)) one.state = 'preparing'
    const ready = await prepareProof(kept.file)
    if (!files.has(one.id)) return
    if ('problem' in ready) {
      one.state = 'refused'
      one.wrong = t(`transfers.proof.${ready.problem}`, { name: `\u2068${one.name}\u2069`, size: Math.ceil(kept.file.size / 1_000_000) })
      return
    }
    kept.stop = new AbortController()
    one.state = 'sending'
    one.percent = 0
    try {
      await sendFile(`/api/v1/transfers/${transferId()}/proofs`, ready.file, ready.name, {
        isAnswer: isSent,
        signal: kept.stop.signal,
        onProgress: (part) => (one.percent = Math.round(part * 100)),
      })
      drop(one.id)
      sent()
    } catch (error) {
      if (!files.has(one.id)) return
      const refused = refusalOf(error)
      one.state = !refused && faultOf(error) === 'offline' ? 'offline' : refused ? 'refused' : 'failed'
      one.wrong = one.state === 'offline' ? '' : explain(error, t).text
    }
  }

  async function work(): Promise<void> {
    if (working) return
    working = true
    try {
      for (;;) {
        const one = session.online ? list.find(({ state }) => state === 'offline') : undefined
        const kept = one && files.get(one.id)
        if (!one || !kept) return
        await send(one, kept)
        if (one.state === 'offline') return
      }
    } finally {
      working = false
    }
  }

  function again(id: number): void {
    const one = list.find((each) => each.id === id)
    if (!one) return
    one.state = 'offline'
    one.wrong = ''
    void work()
  }

  watch(
    () => session.online,
    (online) => online && void work(),
  )
  onScopeDispose(() => list.map(({ id }) => id).forEach(drop))
  const busy = computed(() => list.some(({ state }) => state === 'sending' || state === 'preparing'))
  return { list, add, drop, again, busy }
}
