import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { fakeServer } from '../../../testing/fake-server.ts'
import { aLesson, courseId } from '../testing.ts'
import { usePlace } from './use-place.ts'

const step = { completed: false, lessonsDone: 0, lessonCount: 3, courseCompleted: false }
const of = { courseId, lessonId: aLesson('l1').id, personId: 'amina' }
const scopes: ReturnType<typeof effectScope>[] = []

function keeper() {
  const scope = effectScope()
  scopes.push(scope)
  const place = scope.run(() => usePlace(of, () => {}))
  if (!place) throw new Error('no scope')
  return { place, end: () => scope.stop() }
}

beforeEach(() => {
  localStorage.clear()
  vi.useFakeTimers()
})
afterEach(() => {
  for (const scope of scopes.splice(0)) scope.stop()
  vi.useRealTimers()
})

it('what was watched in pieces is sent in one every ten seconds', async () => {
  const calls = fakeServer({ 'enrolments.keepPlace': () => step })
  const { place } = keeper()
  place.note(3.4, [[0, 3]])
  place.note(6, [[3, 6]])
  await vi.advanceTimersByTimeAsync(10_000)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(calls).toEqual([
    { path: 'enrolments.keepPlace', input: { courseId: of.courseId, lessonId: of.lessonId, position: 6, watched: [[0, 6]] } },
  ])
})

it('what could not be sent is said, kept and sent with what follows', async () => {
  let fails = true
  const calls = fakeServer({
    'enrolments.keepPlace': () => {
      if (fails) throw new TypeError('network')
      return step
    },
  })
  const { place } = keeper()
  place.note(5, [[0, 5]])
  await vi.advanceTimersByTimeAsync(10_000)
  expect(place.late.value).toBe(true)
  fails = false
  place.note(25, [[20, 25]])
  await vi.advanceTimersByTimeAsync(10_000)
  expect(place.late.value).toBe(false)
  expect(calls.at(-1)?.input).toMatchObject({
    position: 25,
    watched: [
      [0, 5],
      [20, 25],
    ],
  })
})

it('what a closed browser never sent is sent on the next visit', async () => {
  fakeServer({
    'enrolments.keepPlace': () => {
      throw new TypeError('network')
    },
  })
  const first = keeper()
  first.place.note(40, [[30, 40]])
  first.end()
  await flushPromises()
  const calls = fakeServer({ 'enrolments.keepPlace': () => step })
  keeper()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(calls.at(-1)?.input).toMatchObject({ position: 40, watched: [[30, 40]] })
})

it('leaving sends what is open in a way that outlives the page, once', async () => {
  const calls = fakeServer({ 'enrolments.keepPlace': () => step })
  const { place } = keeper()
  place.note(12)
  dispatchEvent(new Event('pagehide'))
  dispatchEvent(new Event('pagehide'))
  await flushPromises()
  expect(calls).toHaveLength(1)
  expect(localStorage).toHaveLength(0)
})
