import { AppError } from '@edurise/contracts/errors'
import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import { fakeServer } from '../../testing/fake-server.ts'
import { press, render } from '../../testing/render.ts'
import PlayerView from './PlayerView.vue'
import { aLesson, aView } from './testing.ts'

const step = { completed: true, lessonsDone: 1, lessonCount: 3, courseCompleted: false }
const started = { completed: false, lessonsDone: 0, lessonCount: 3, courseCompleted: false }

class NoObserver {
  observe() {}
  disconnect() {}
}

beforeEach(() => {
  localStorage.clear()
  vi.stubGlobal('IntersectionObserver', NoObserver)
})

const open = (name: string) =>
  render(PlayerView, { props: { slug: 'sea-navigation', lesson: aLesson(name).id }, messages: ['lessons', 'assessments'], path: '/' })

it('a lesson says where it stands, when it is done, and what comes before and after it', async () => {
  fakeServer({ 'lessons.read': () => aView({ lesson: aLesson('l2') }), 'enrolments.keepPlace': () => started })
  const view = await open('l2')
  expect(view.find('h1').text()).toBe('Lesson l2')
  expect(view.text()).toContain('Module 1, lesson 2 · 5 minutes')
  expect(view.text()).toContain('Done when you reach the end')
  expect(view.find('[aria-current="page"]').text()).toContain('Lesson l2')
  expect(view.find('footer').text()).toContain('Next: Lesson l3')
  expect(view.find('footer a').attributes('href')).toContain(aLesson('l1').id)
})

it('opening a lesson makes it the one to come back to', async () => {
  const calls = fakeServer({ 'lessons.read': () => aView({ lesson: aLesson('l2') }), 'enrolments.keepPlace': () => started })
  await open('l2')
  expect(calls.find(({ path }) => path === 'enrolments.keepPlace')?.input).toMatchObject({
    lessonId: aLesson('l2').id,
    position: 0,
    watched: [],
  })
})

it('the tick is there before the server has answered', async () => {
  const answer = Promise.withResolvers<unknown>()
  fakeServer({
    'lessons.read': () => aView({ lesson: aLesson('l1') }),
    'enrolments.keepPlace': () => started,
    'enrolments.completeLesson': () => answer.promise,
  })
  const view = await open('l1')
  expect(view.find('header').text()).toContain('0 of 3')
  await press(view, 'Mark as done')
  expect(view.find('header').text()).toContain('1 of 3')
  answer.resolve(step)
  await flushPromises()
  expect(view.find('header').text()).toContain('1 of 3')
  expect(view.find('[role="alert"]').exists()).toBe(false)
})

it('a tick that could not be kept is taken back with words, and trying again keeps it', async () => {
  let fails = true
  fakeServer({
    'lessons.read': () => aView({ lesson: aLesson('l1') }),
    'enrolments.keepPlace': () => started,
    'enrolments.completeLesson': () => {
      if (fails) throw new TypeError('network')
      return step
    },
  })
  const view = await open('l1')
  await press(view, 'Mark as done')
  expect(view.find('header').text()).toContain('0 of 3')
  expect(view.find('[role="alert"]').text()).toContain('We could not keep that this lesson is done.')
  fails = false
  await press(view, 'Try again')
  expect(view.find('header').text()).toContain('1 of 3')
  expect(view.find('[role="alert"]').exists()).toBe(false)
})

it('a lost tick is sent again when the connection is back', async () => {
  let fails = true
  fakeServer({
    'lessons.read': () => aView({ lesson: aLesson('l1') }),
    'enrolments.keepPlace': () => started,
    'enrolments.completeLesson': () => {
      if (fails) throw new TypeError('network')
      return step
    },
  })
  const view = await open('l1')
  await press(view, 'Mark as done')
  fails = false
  dispatchEvent(new Event('online'))
  await flushPromises()
  expect(view.find('header').text()).toContain('1 of 3')
})

it('the last lesson done finishes the course, and says what there is now', async () => {
  fakeServer({
    'lessons.read': () => aView({ lesson: aLesson('l1'), done: [aLesson('l2').id, aLesson('l3').id] }),
    'enrolments.keepPlace': () => started,
    'enrolments.completeLesson': () => ({ ...step, lessonsDone: 3, courseCompleted: true }),
  })
  const view = await open('l1')
  expect(view.text()).not.toContain('You have been through all of it.')
  await press(view, 'Mark as done')
  expect(view.text()).toContain('You have been through all of it.')
})

it('who is not in the course learns what the lesson is and how to get in', async () => {
  fakeServer({
    'lessons.read': () => {
      throw new AppError('NOT_ENROLLED', { slug: 'sea-navigation', title: 'Sea navigation' })
    },
    'marketplace.bySlug': () => ({
      slug: 'sea-navigation',
      title: 'Sea navigation',
      promise: 'Know where you are.',
      language: 'en',
      subject: 'build',
      priceMinor: 4900,
      currency: 'USD',
      minutes: 15,
      lessonCount: 3,
      shape: [],
      cover: { seed: 'x', fileId: null, url: null },
      modules: aView({ lesson: aLesson('l2') }).modules,
    }),
  })
  const view = await open('l2')
  expect(view.find('h1').text()).toBe('Lesson l2')
  expect(view.text()).toContain('$49')
  expect(view.findAll('main a').map((link) => link.attributes('href'))).toEqual([
    '/courses/sea-navigation',
    `/learn/sea-navigation/${aLesson('l1').id}`,
  ])
})

it('a visitor reads a free lesson under a bar that leads to the course, and nothing is kept', async () => {
  const calls = fakeServer({ 'lessons.read': () => aView({ lesson: aLesson('l1'), as: 'preview' }) })
  const view = await open('l1')
  expect(view.find('aside').text()).toContain('Free preview')
  expect(view.find('aside a').attributes('href')).toBe('/courses/sea-navigation')
  expect(view.text()).not.toContain('Mark as done')
  view.unmount()
  expect(calls.map(({ path }) => path)).not.toContain('enrolments.keepPlace')
})
