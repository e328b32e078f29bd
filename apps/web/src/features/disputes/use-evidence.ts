import type { DisputeDetails, DisputeId, EvidencePack } from '@edurise/contracts'
import { computed, onScopeDispose, ref, watch } from 'vue'
import { api } from '../../api.ts'

export type Saving =
  | { kind: 'rest' }
  | { kind: 'waiting' }
  | { kind: 'saving' }
  | { kind: 'kept'; at: string }
  | { kind: 'failed'; error: unknown }

const afterTyping = 900
export const packFields = ['productDescription', 'serviceDate', 'accessLog', 'refundPolicy', 'correspondence'] as const

const nameOf = (disputeId: DisputeId) => `evidence:${disputeId}`
const copy = (pack: EvidencePack): EvidencePack => ({
  productDescription: pack.productDescription,
  serviceDate: pack.serviceDate,
  accessLog: pack.accessLog,
  refundPolicy: pack.refundPolicy,
  correspondence: pack.correspondence,
})
const same = (one: EvidencePack, other: EvidencePack) => packFields.every((field) => one[field] === other[field])

/** What this device still holds because the server has not got it. */
function held(disputeId: DisputeId): Partial<EvidencePack> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(nameOf(disputeId)) ?? '{}')
    if (typeof value !== 'object' || value === null) return {}
    return Object.fromEntries(
      Object.entries(value).filter(([key, text]) => packFields.some((field) => field === key) && typeof text === 'string'),
    )
  } catch {
    return {}
  }
}

/** Keeps what is written for a dispute: a moment after the last key as a draft with the server, and on the device until that has answered. */
export function useEvidence(details: DisputeDetails, onSaved: (now: DisputeDetails) => void) {
  const pack = ref<EvidencePack>({ ...copy(details.pack), ...held(details.id) })
  const saving = ref<Saving>({ kind: 'rest' })
  let base = copy(details.pack)
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | null = null
  const changed = () => !same(pack.value, base)
  /** A day that is none would be refused with the rest. */
  const sendable = computed(() => /^\d{4}-\d\d-\d\d$/.test(pack.value.serviceDate))

  async function run(): Promise<void> {
    const sent = copy(pack.value)
    saving.value = { kind: 'saving' }
    try {
      const now = await api.disputes.saveEvidence.mutate({ disputeId: details.id, pack: sent })
      base = sent
      if (!changed()) localStorage.removeItem(nameOf(details.id))
      saving.value = changed() ? { kind: 'waiting' } : { kind: 'kept', at: new Date().toISOString() }
      onSaved(now)
    } catch (error) {
      saving.value = { kind: 'failed', error }
    }
  }

  /** Sends what is not kept yet, now. */
  async function flush(): Promise<void> {
    clearTimeout(timer)
    if (running) await running
    if (!changed() || !sendable.value) return
    running = run()
    await running
    running = null
    if (saving.value.kind === 'waiting') schedule()
  }
  function schedule(): void {
    saving.value = { kind: 'waiting' }
    clearTimeout(timer)
    timer = setTimeout(() => void flush(), afterTyping)
  }
  watch(
    pack,
    () => {
      if (!changed()) return
      localStorage.setItem(nameOf(details.id), JSON.stringify(pack.value))
      if (!running) schedule()
    },
    { deep: true, flush: 'sync' },
  )
  if (changed()) schedule()
  const online = () => {
    if (saving.value.kind === 'failed') void flush()
  }
  addEventListener('online', online)
  onScopeDispose(() => {
    // Leaving the drawer loses nothing: what was typed last goes out now, and the device holds it until then.
    void flush()
    clearTimeout(timer)
    removeEventListener('online', online)
  })
  function forget(): void {
    base = copy(pack.value)
    clearTimeout(timer)
    localStorage.removeItem(nameOf(details.id))
  }
  return { pack, saving, sendable, flush, forget }
}
