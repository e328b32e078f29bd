import { expect, it } from 'vitest'
import { fakeServer } from '../../testing/fake-server.ts'
import { press, render } from '../../testing/render.ts'
import LearningView from './LearningView.vue'

const id = (n: number) => `0199c000-0000-7000-8000-${String(n).padStart(12, '0')}`
const lessons = [1, 2, 3].map((n) => ({ id: id(n), title: `Lesson ${n}`, kind: 'text', minutes: 5, preview: false }))
const course = (slug: string, done: number) => ({
  enrolmentId: `${slug}-enrolment`,
  courseId: `${slug}-course`,
  slug,
  title: slug,
  language: 'en',
  subject: 'data',
  cover: { seed: slug, fileId: null, url: null },
  teacherName: 'Hodan',
  tenantName: 'Harbour',
  tenantNames: {},
  tenantSlug: 'harbour',
  state: done < 3 ? 'active' : 'completed',
  modules: [{ id: id(50), title: 'Part', lessons }],
  done: lessons.slice(0, done).map((lesson) => lesson.id),
  lessonCount: 3,
  minutesLeft: 15 - done * 5,
  next: done < 3 ? { lessonId: id(done + 1), title: `Lesson ${done + 1}`, module: 'Part', number: done + 1 } : null,
  lastActiveAt: '2026-11-20T10:00:00.000Z',
  createdAt: '2026-11-01T10:00:00.000Z',
  completedAt: done < 3 ? null : '2026-11-21T10:00:00.000Z',
})

type Pages = Record<string, { items: ReturnType<typeof course>[]; nextCursor: string | null }>
const answer = (pages: Pages) =>
  fakeServer({
    'enrolments.mine': (input) => {
      const { state, cursor } = input as { state: string; cursor?: string }
      return pages[cursor ?? state] ?? { items: [], nextCursor: null }
    },
  })
const show = (path = '/learning') => render(LearningView, { messages: ['enrolments'], path })

it('the course of last time stands first, with its very lesson, and not in the list again', async () => {
  answer({ going_on: { items: [course('soil', 1), course('seeds', 2)], nextCursor: null } })
  const view = await show()
  expect(view.get('section').text()).toContain('Lesson 2')
  expect(view.get('section').text()).toContain('1 of 3 lessons')
  expect(view.findAll('a[href="/learn/soil"]')).toHaveLength(1)
  expect(view.get('li').text()).toContain('66 %')
})

it('what is finished has its own tab, in the address', async () => {
  answer({ finished: { items: [course('water', 3)], nextCursor: null } })
  const view = await show('/learning?show=finished')
  expect(view.get('li').text()).toContain('100 %')
  expect(view.get('[aria-current=page]').text()).toBe('Finished 1')
})

it('more courses are read from where the list ended', async () => {
  const calls = answer({
    going_on: { items: [course('soil', 1)], nextCursor: 'here' },
    here: { items: [course('seeds', 0)], nextCursor: null },
  })
  const view = await show()
  await press(view, 'Show more courses')
  expect(view.get('li').text()).toContain('seeds')
  expect(calls.at(-1)?.input).toMatchObject({ cursor: 'here', state: 'going_on' })
})

it('somebody new is shown the way to a course', async () => {
  answer({})
  const view = await show()
  expect(view.text()).toContain('Your courses will stand here')
  expect(view.find('a[href="/courses"]').exists()).toBe(true)
})

it('a fault says what happened, and can be tried again', async () => {
  fakeServer({
    'enrolments.mine': () => {
      throw new Error('broken')
    },
  })
  expect((await show()).get('[role=alert]').text()).toContain('Try again')
})
