import type { ErrorCode } from '@edurise/contracts/errors'
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { isRefused } from '../../../errors.ts'
import { forgetUnsaved, keepUnsaved, unsavedOf } from './unsaved.ts'

/** How it stands with what was typed. */
export type Saving =
  | { kind: 'rest' }
  | { kind: 'waiting' }
  | { kind: 'saving' }
  | { kind: 'kept'; at: string }
  /** Something typed cannot be kept as it is; its field says why. */
  | { kind: 'held' }
  | { kind: 'failed'; error: unknown }
  | { kind: 'conflict' }

export interface Loaded<V> {
  values: V
  version: number
}

interface Options<V> {
  /** Under which the device keeps what the server has not got yet. */
  name: string
  loaded: Loaded<V>
  save: (patch: Partial<V>, version: number) => Promise<{ version: number; savedAt: string }>
  reload: () => Promise<Loaded<V>>
  /** The refusal that says that somebody else was faster. */
  conflict: ErrorCode
  /** Which values cannot be kept as they are. */
  held?: (values: V) => (keyof V)[]
  onSaved?: () => void
}

const afterTyping = 800

/** Values are what JSON can say: text, numbers, lists and records of them. */
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
/** An object made of a known type's values has no other keys than that type. */
const keysOf = <V extends object>(values: V) => Object.keys(values) as (keyof V)[]
/** What `ref` unwraps are refs in values, and these have none. */
const deepRef = <V extends object>(values: V) => ref(values) as Ref<V>

/**
 * Keeps what somebody types: a moment after the last key, when the field is left, and on the device until the server has it. Only what changed is
 * sent, with the version it was typed over: who was slower is asked, and nobody overwrites anybody.
 */
export function useAutosave<V extends object>(options: Options<V>) {
  const values = deepRef(copy(options.loaded.values))
  const saving = ref<Saving>({ kind: 'rest' }) as Ref<Saving>
  /** What somebody else has made of it meanwhile, while the choice is open. */
  const theirs = ref(null) as Ref<V | null>
  let base = copy(options.loaded.values)
  let { version } = options.loaded
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | null = null

  const differing = (one: V, other: V) => keysOf(one).filter((key) => JSON.stringify(one[key]) !== JSON.stringify(other[key]))
  const pick = (keys: readonly (keyof V)[]): Partial<V> =>
    Object.fromEntries(keys.map((key) => [key, copy(values.value[key])])) as Partial<V>
  const changed = () => differing(values.value, base)

  const kept = unsavedOf<V>(options.name)
  if (kept) {
    Object.assign(values.value, kept.patch)
    if (!changed().length) forgetUnsaved(options.name)
    else if (kept.version === version) schedule()
    else {
      theirs.value = copy(base)
      saving.value = { kind: 'conflict' }
    }
  }

  function store(): void {
    const keys = changed()
    if (keys.length) keepUnsaved(options.name, { version, patch: pick(keys) })
    else forgetUnsaved(options.name)
  }

  function schedule(): void {
    saving.value = { kind: 'waiting' }
    clearTimeout(timer)
    timer = setTimeout(() => void flush(), afterTyping)
  }

  watch(
    values,
    () => {
      store()
      if (theirs.value || running) return
      if (changed().length) schedule()
      else if (saving.value.kind !== 'kept') saving.value = { kind: 'rest' }
    },
    { deep: true, flush: 'sync' },
  )

  async function run(): Promise<void> {
    const held = new Set(options.held?.(values.value) ?? [])
    const keys = changed().filter((key) => !held.has(key))
    if (!keys.length) {
      if (changed().length) saving.value = { kind: 'held' }
      return
    }
    const patch = pick(keys)
    saving.value = { kind: 'saving' }
    try {
      const saved = await options.save(patch, version)
      version = saved.version
      base = { ...base, ...patch }
      saving.value = changed().length ? { kind: 'waiting' } : { kind: 'kept', at: saved.savedAt }
      options.onSaved?.()
    } catch (error) {
      saving.value = { kind: 'failed', error }
      if (isRefused(error, options.conflict)) await meet()
    }
    store()
  }

  /** Reads what is there now, and leaves the choice to who typed; what differs in nothing is no conflict. */
  async function meet(): Promise<void> {
    try {
      const now = await options.reload()
      const mine = pick(changed())
      const before = base
      base = copy(now.values)
      version = now.version
      const both = differing(before, base).some((key) => key in mine && JSON.stringify(mine[key]) !== JSON.stringify(base[key]))
      values.value = { ...copy(base), ...mine }
      if (both) {
        theirs.value = copy(base)
        saving.value = { kind: 'conflict' }
      } else saving.value = { kind: 'waiting' }
    } catch (error) {
      saving.value = { kind: 'failed', error }
    }
  }

  /** Sends what is not kept yet, now. */
  async function flush(): Promise<void> {
    clearTimeout(timer)
    if (running) await running
    if (theirs.value || !changed().length) return
    running = run()
    await running
    running = null
    if (saving.value.kind === 'waiting') schedule()
  }

  function takeTheirs(): void {
    if (!theirs.value) return
    values.value = copy(theirs.value)
    theirs.value = null
    saving.value = { kind: 'rest' }
    store()
  }

  async function keepMine(): Promise<void> {
    theirs.value = null
    await flush()
  }

  /** What the server says by itself: taken over where nobody has typed. */
  function offer(now: Loaded<V>): void {
    if (running || theirs.value || now.version <= version || changed().length) return
    base = copy(now.values)
    version = now.version
    values.value = copy(base)
    saving.value = { kind: 'rest' }
  }

  const again = () => {
    if (saving.value.kind === 'failed') void flush()
  }
  addEventListener('online', again)
  onScopeDispose(() => {
    clearTimeout(timer)
    removeEventListener('online', again)
  })

  const open = computed(() => !['rest', 'kept'].includes(saving.value.kind))
  return { values, saving, theirs, open, flush, takeTheirs, keepMine, offer }
}

export type Autosave<V extends object> = ReturnType<typeof useAutosave<V>>
