import { AppError } from '@edurise/contracts/errors'
import { TRPCClientError } from '@trpc/client'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick } from 'vue'
import { keepUnsaved, unsavedOf } from './unsaved.ts'
import { useAutosave } from './use-autosave.ts'

interface Text {
  title: string
  body: string
}

const changedMeanwhile = () => {
  const { code, data } = new AppError('LESSON_CHANGED_MEANWHILE', { version: 5 })
  return Object.assign(new TRPCClientError(code), { data: { refused: { code, data }, httpStatus: 409 } })
}
const scopes: ReturnType<typeof effectScope>[] = []

function begin({
  save,
  reload,
}: { save?: (patch: Partial<Text>, version: number) => Promise<{ version: number; savedAt: string }>; reload?: Text } = {}) {
  const sent: { patch: Partial<Text>; version: number }[] = []
  const scope = effectScope()
  scopes.push(scope)
  const work = scope.run(() =>
    useAutosave<Text>({
      name: 'one',
      loaded: { values: { title: 'Knots', body: 'Once.' }, version: 1 },
      save: (patch, version) => {
        sent.push({ patch, version })
        return save ? save(patch, version) : Promise.resolve({ version: version + 1, savedAt: '2026-11-23T20:42:00.000Z' })
      },
      reload: () => Promise.resolve({ values: reload ?? { title: 'Knots', body: 'Theirs.' }, version: 5 }),
      conflict: 'LESSON_CHANGED_MEANWHILE',
      held: ({ title }) => (title ? [] : ['title']),
    }),
  )
  if (!work) throw new Error('a scope that is active gives its result')
  return { work, sent, scope }
}

beforeEach(() => {
  localStorage.clear()
  vi.useFakeTimers()
})
afterEach(() => {
  for (const scope of scopes.splice(0)) scope.stop()
  vi.useRealTimers()
})

it('keeps what was typed 800 ms after the last key, once, and only what changed', async () => {
  const { work, sent } = begin()
  work.values.value.body = 'Twice'
  await vi.advanceTimersByTimeAsync(700)
  work.values.value.body = 'Twice.'
  await vi.advanceTimersByTimeAsync(799)
  expect(sent).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(sent).toEqual([{ patch: { body: 'Twice.' }, version: 1 }])
  expect(work.saving.value).toEqual({ kind: 'kept', at: '2026-11-23T20:42:00.000Z' })
})

it('leaving the field keeps it at once, and the next change goes over the new version', async () => {
  const { work, sent } = begin()
  work.values.value.body = 'Twice.'
  await work.flush()
  work.values.value.title = 'Ropes'
  await work.flush()
  expect(sent.map(({ version }) => version)).toEqual([1, 2])
})

it('what is typed while the last change is on its way is sent after it', async () => {
  const answer = Promise.withResolvers<{ version: number; savedAt: string }>()
  const { work, sent } = begin({ save: () => answer.promise })
  work.values.value.body = 'Twice.'
  const first = work.flush()
  work.values.value.body = 'Twice and more.'
  answer.resolve({ version: 2, savedAt: '2026-11-23T20:42:00.000Z' })
  await first
  expect(work.open.value).toBe(true)
  await vi.advanceTimersByTimeAsync(800)
  expect(sent.map(({ patch }) => patch.body)).toEqual(['Twice.', 'Twice and more.'])
})

it('what could not be sent stays on the device, and is sent when the connection is back', async () => {
  let broken = true
  const { work, sent } = begin({
    save: (_patch, version) =>
      broken
        ? Promise.reject(new TypeError('nothing arrives'))
        : Promise.resolve({ version: version + 1, savedAt: '2026-11-23T20:42:00.000Z' }),
  })
  work.values.value.body = 'Twice.'
  await work.flush()
  expect(work.saving.value.kind).toBe('failed')
  expect(unsavedOf<Text>('one')).toEqual({ version: 1, patch: { body: 'Twice.' } })
  broken = false
  dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(0)
  expect(sent).toHaveLength(2)
  expect(unsavedOf('one')).toBeNull()
})

it('what the device kept over the same version comes back with the page, and is sent', async () => {
  keepUnsaved<Text>('one', { version: 1, patch: { body: 'From before.' } })
  const { work, sent } = begin()
  expect(work.values.value.body).toBe('From before.')
  await vi.advanceTimersByTimeAsync(800)
  expect(sent).toEqual([{ patch: { body: 'From before.' }, version: 1 }])
})

it('what the device kept over an older version waits for a choice', async () => {
  keepUnsaved<Text>('one', { version: 0, patch: { body: 'From before.' } })
  const { work, sent } = begin()
  expect(work.saving.value.kind).toBe('conflict')
  expect(work.theirs.value?.body).toBe('Once.')
  await vi.advanceTimersByTimeAsync(5000)
  expect(sent).toEqual([])
})

it('who was slower sees both versions; nothing is sent until one is chosen, and then over the newest', async () => {
  let refused = true
  const { work, sent } = begin({
    save: (_patch, version) => (refused ? Promise.reject(changedMeanwhile()) : Promise.resolve({ version: version + 1, savedAt: 'now' })),
  })
  work.values.value.body = 'Mine.'
  await work.flush()
  await flushPromises()
  expect(work.theirs.value).toEqual({ title: 'Knots', body: 'Theirs.' })
  expect(work.values.value.body).toBe('Mine.')
  refused = false
  await work.keepMine()
  expect(sent.at(-1)).toEqual({ patch: { body: 'Mine.' }, version: 5 })
})

it('taking the other version drops the own one', async () => {
  const { work } = begin({ save: () => Promise.reject(changedMeanwhile()) })
  work.values.value.body = 'Mine.'
  await work.flush()
  await flushPromises()
  work.takeTheirs()
  await nextTick()
  expect(work.values.value.body).toBe('Theirs.')
  expect(work.open.value).toBe(false)
  expect(unsavedOf('one')).toBeNull()
})

it('two people who changed different things are no conflict', async () => {
  let first = true
  const { work, sent } = begin({
    reload: { title: 'Ropes', body: 'Once.' },
    save: (_patch, version) => {
      if (!first) return Promise.resolve({ version: version + 1, savedAt: 'now' })
      first = false
      return Promise.reject(changedMeanwhile())
    },
  })
  work.values.value.body = 'Mine.'
  await work.flush()
  await vi.advanceTimersByTimeAsync(800)
  expect(work.values.value).toEqual({ title: 'Ropes', body: 'Mine.' })
  expect(sent.at(-1)).toEqual({ patch: { body: 'Mine.' }, version: 5 })
})

it('what cannot be kept as it is is held, and does not hold up the rest', async () => {
  const { work, sent } = begin()
  work.values.value.title = ''
  work.values.value.body = 'Twice.'
  await work.flush()
  expect(sent).toEqual([{ patch: { body: 'Twice.' }, version: 1 }])
  await vi.advanceTimersByTimeAsync(800)
  expect(work.saving.value.kind).toBe('held')
  expect(unsavedOf<Text>('one')?.patch).toEqual({ title: '' })
})
