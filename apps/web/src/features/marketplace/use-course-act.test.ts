import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { defineComponent, h, onMounted } from 'vue'
import { fakeServer } from '../../testing/fake-server.ts'
import { render } from '../../testing/render.ts'
import { useSession } from '../../session.ts'
import CourseAct from './CourseAct.vue'
import { aCoursePage } from './testing.ts'
import { useCourseAct } from './use-course-act.ts'

const orderId = '01930000-0000-7000-8000-000000000009'
const standing = (state: string) => ({ state, orderId: state === 'waiting' ? orderId : null, nextLessonId: null, lessonsDone: 0 })
const person = { permissions: [], platformPermissions: [] }

/** The button of a course as the one who stands to it so would see it. */
async function buttonOf({ state, price = 4900, path = '/courses/sea-navigation' }: { state?: string; price?: number; path?: string }) {
  const calls = fakeServer({
    'enrolments.standing': () => standing(state ?? 'none'),
    'enrolments.enrol': () => ({ enrolmentId: orderId, firstLessonId: null }),
    'people.handoff': () => ({ url: 'http://harbour.localhost:4000/teach?code=once' }),
  })
  const course = { ...aCoursePage, priceMinor: price }
  const page = defineComponent(() => {
    const session = useSession()
    session.marketplace = 'http://localhost:4000'
    session.me = null
    onMounted(() => {
      if (state) Object.assign(session, { me: person })
    })
    const { act, busy } = useCourseAct(() => course)
    return () => h(CourseAct, { act: act.value, busy: busy.value })
  })
  const view = await render(page, { messages: ['marketplace'], path })
  await flushPromises()
  const button = view.get('a')
  return { calls, button, says: [button.text(), button.attributes('href')] }
}

it('offers a visitor to buy, without asking who they are first', async () => {
  const { says, calls } = await buttonOf({})
  expect(says).toEqual(['Buy and start now', '/checkout/sea-navigation'])
  expect(calls).toEqual([])
})

it('sends a visitor of a free course to sign up, and keeps the intention', async () => {
  const { says } = await buttonOf({ price: 0 })
  expect(says).toEqual(['Enrol free', '/sign-up?next=/courses/sea-navigation?enrol=1'])
})

it('offers a learner without access to buy', async () => {
  expect((await buttonOf({ state: 'none' })).says).toEqual(['Buy and start now', '/checkout/sea-navigation'])
  expect((await buttonOf({ state: 'ended' })).says).toEqual(['Buy and start now', '/checkout/sea-navigation'])
})

it('lets a learner carry on', async () => {
  expect((await buttonOf({ state: 'enrolled' })).says).toEqual(['Carry on', '/learn/sea-navigation'])
  expect((await buttonOf({ state: 'completed' })).says).toEqual(['Carry on', '/learn/sea-navigation'])
})

it('shows who has paid the order they wait for, and does not sell twice', async () => {
  expect((await buttonOf({ state: 'waiting' })).says).toEqual(['Waiting for payment', `/orders/${orderId}`])
})

it('brings staff from the market to the workshop of their school, with their session', async () => {
  const assign = vi.spyOn(location, 'assign').mockImplementation(() => {})
  const { button, says, calls } = await buttonOf({ state: 'staff' })
  expect(says).toEqual(['Open in the workshop', 'http://harbour.localhost:4000/teach'])
  await button.trigger('click')
  await flushPromises()
  expect(calls.at(-1)).toEqual({ path: 'people.handoff', input: { to: 'harbour', path: '/teach' } })
  expect(assign).toHaveBeenCalledWith('http://harbour.localhost:4000/teach?code=once')
})

it('enrols in a free course with one press', async () => {
  const assign = vi.spyOn(location, 'assign').mockImplementation(() => {})
  const { button, calls } = await buttonOf({ state: 'none', price: 0 })
  await button.trigger('click')
  await flushPromises()
  expect(calls.filter(({ path }) => path === 'enrolments.enrol')).toHaveLength(1)
  expect(assign).toHaveBeenCalledWith('/learn/sea-navigation')
})

it('completes the intention of who comes back from signing up, once', async () => {
  const assign = vi.spyOn(location, 'assign').mockImplementation(() => {})
  const { calls } = await buttonOf({ state: 'none', price: 0, path: '/courses/sea-navigation?enrol=1' })
  await flushPromises()
  expect(calls.filter(({ path }) => path === 'enrolments.enrol')).toHaveLength(1)
  expect(assign).toHaveBeenCalledWith('/learn/sea-navigation')
})

it('never enrols by address in what costs money', async () => {
  const { calls } = await buttonOf({ state: 'none', path: '/courses/sea-navigation?enrol=1' })
  expect(calls.map(({ path }) => path)).toEqual(['enrolments.standing'])
})
