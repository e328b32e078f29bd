import { AppError } from '@edurise/contracts/errors'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { RouterView } from 'vue-router'
import { fakeServer } from '../../../testing/fake-server.ts'
import { press, render } from '../../../testing/render.ts'
import { aDraft, aLessonDraft, lessonId, moduleId } from '../testing.ts'

const messages = ['courses', 'courses/builder', 'marketplace']
const course = aDraft()
const saved = { version: 2, savedAt: '2026-11-23T20:42:00.000Z', html: '<p>Twice.</p>' }
const App = defineComponent(() => () => h(RouterView))

/** What a route loads when it is first opened is loaded before the clock of a test runs. */
beforeAll(async () => {
  await Promise.all([
    import('./BuilderView.vue'),
    import('./outline/OutlineTree.vue'),
    import('./lesson/LessonPart.vue'),
    import('./outline/sort-rows.ts'),
  ])
}, 60_000)
beforeEach(() => {
  localStorage.clear()
  document.body.innerHTML = ''
})

const open = async (lesson = lessonId(1)) => {
  const view = await render(App, { messages, path: `/teach/courses/${course.id}/lessons/${lesson}` })
  await vi.waitFor(() => expect(view.find('textarea').exists()).toBe(true))
  return view
}
const rows = (view: VueWrapper) => view.findAll('[data-lesson] a').map((row) => row.text().slice(0, 8))
const inputs = (calls: { path: string; input: unknown }[], path: string) =>
  calls.filter((call) => call.path === path).map(({ input }) => input)

it('a lesson is written in its column, kept, and says when', async () => {
  const calls = fakeServer({ 'courses.byId': () => course, 'lessons.byId': () => aLessonDraft(), 'lessons.update': () => saved })
  const view = await open()
  const field = view.find('textarea[aria-label="Text of the lesson"]')
  await field.setValue('Twice.')
  await field.trigger('blur')
  await vi.waitFor(() => expect(view.find('header').text()).toMatch(/Kept at \d\d:42/))
  expect(inputs(calls, 'lessons.update')).toEqual([{ courseId: course.id, lessonId: lessonId(1), version: 1, patch: { body: 'Twice.' } }])
})

it('somebody else was faster: both texts are there, and keeping mine sends it over the newest version', async () => {
  let version = 1
  const calls = fakeServer({
    'courses.byId': () => course,
    'lessons.byId': () => aLessonDraft(version === 1 ? {} : { version, body: 'Theirs.' }),
    'lessons.update': () => {
      if (version === 7) return saved
      version = 7
      throw new AppError('LESSON_CHANGED_MEANWHILE', { version })
    },
  })
  const view = await open()
  const field = view.find('textarea[aria-label="Text of the lesson"]')
  await field.setValue('Mine.')
  await field.trigger('blur')
  await vi.waitFor(() => expect(view.text()).toContain('Somebody changed this meanwhile'))
  expect(view.findAll('dd').map((one) => one.text())).toEqual(['Mine.', 'Theirs.'])
  await press(view, 'Keep mine')
  expect(inputs(calls, 'lessons.update').at(-1)).toMatchObject({ version: 7, patch: { body: 'Mine.' } })
})

it('Alt and an arrow move a lesson, also into the next module, and it is said', async () => {
  const calls = fakeServer({
    'courses.byId': () => course,
    'lessons.byId': () => aLessonDraft(),
    'lessons.move': () => ({ moduleId: moduleId(2), position: 0 }),
  })
  const view = await open()
  const row = view.findAll('[data-lesson]').find((one) => one.text().startsWith('Lesson 2'))
  await row?.trigger('keydown', { key: 'ArrowDown', altKey: true })
  expect(view.text()).toContain('Lesson 2 is now number 1 of 2 in Second.')
  await flushPromises()
  expect(inputs(calls, 'lessons.move')).toEqual([{ courseId: course.id, lessonId: lessonId(2), moduleId: moduleId(2), position: 0 }])
})

it('a move that is refused is taken back, and says why', async () => {
  fakeServer({
    'courses.byId': () => course,
    'lessons.byId': () => aLessonDraft(),
    'lessons.move': () => {
      throw new AppError('MODULE_NOT_FOUND', {})
    },
  })
  const view = await open()
  await view.findAll('[data-lesson]')[0]?.trigger('keydown', { key: 'ArrowDown', altKey: true })
  await vi.waitFor(() => expect(view.find('[role="alert"]').text()).toContain('This module does not exist any more'))
  expect(rows(view)).toEqual(['Lesson 1', 'Lesson 2', 'Lesson 3'])
})

it('a lesson that was removed comes back with undo', async () => {
  let removed = false
  const without = () => ({
    ...course,
    modules: course.modules.map((module) => ({ ...module, lessons: module.lessons.filter(({ id }) => !removed || id !== lessonId(3)) })),
  })
  const calls = fakeServer({
    'courses.byId': without,
    'lessons.byId': () => aLessonDraft(),
    'lessons.remove': () => {
      removed = true
      return { lessonId: lessonId(3) }
    },
    'lessons.restore': () => {
      removed = false
      return { lessonId: lessonId(3) }
    },
  })
  const view = await open()
  await view.find('[aria-label="Move or remove Lesson 3"]').trigger('click')
  await flushPromises()
  const choices = () => [...document.querySelectorAll<HTMLElement>('[role="menuitem"], button')]
  await vi.waitFor(() => expect(choices().some((one) => one.textContent?.trim() === 'Remove')).toBe(true))
  choices()
    .find((one) => one.textContent?.trim() === 'Remove')
    ?.click()
  await vi.waitFor(() => expect(rows(view)).toEqual(['Lesson 1', 'Lesson 2']))
  await vi.waitFor(() => expect(choices().some((one) => one.textContent?.trim() === 'Undo')).toBe(true))
  choices()
    .find((one) => one.textContent?.trim() === 'Undo')
    ?.click()
  await vi.waitFor(() => expect(rows(view)).toEqual(['Lesson 1', 'Lesson 2', 'Lesson 3']))
  expect(inputs(calls, 'lessons.restore')).toEqual([{ courseId: course.id, lessonId: lessonId(3) }])
})
